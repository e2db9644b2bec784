import { setTimeout as sleep } from 'node:timers/promises'
import type { EmbeddedServer } from '@gptget/embedded-servers/launch'
import type { Terminal } from './terminal.ts'

export type StoredServer = { url: string; stop(): Promise<void> }

const FIRST_BACK_OFF_MS = 250
const LONGEST_BACK_OFF_MS = 10_000

/** Starts Postgres or NATS, and restarts it on the same port if it ends unexpectedly. */
export const keepServer = async (
  name: string,
  start: (port?: number) => Promise<EmbeddedServer>,
  terminal: Terminal,
): Promise<StoredServer> => {
  let server = await start()
  const { url, port } = server
  const stopping = new AbortController()

  const startAgain = async (): Promise<void> => {
    for (let backOffMs = FIRST_BACK_OFF_MS; !stopping.signal.aborted; backOffMs *= 2) {
      try {
        server = await start(port)
        terminal.done(`${name} is back`)
        return
      } catch (error) {
        terminal.warn(error instanceof Error ? error.message : String(error))
        await sleep(Math.min(backOffMs, LONGEST_BACK_OFF_MS), undefined, { signal: stopping.signal }).catch(
          () => {},
        )
      }
    }
  }
  let restarting: Promise<void> = Promise.resolve()
  const watch = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const how = await server.crashed
      if (stopping.signal.aborted) return
      terminal.warn(`${how}; restarting it`)
      restarting = startAgain()
      await restarting
    }
  }
  void watch()
  return {
    url,
    stop: async () => {
      stopping.abort()
      await restarting
      await server.stop()
    },
  }
}
