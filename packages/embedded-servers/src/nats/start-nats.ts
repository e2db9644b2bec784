import { writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { launchUntilReady } from '../launch-until-ready.ts'
import { spawnBound } from '../spawn-bound.ts'
import { stopLeftOver } from '../stop-left-over.ts'
import type { EmbeddedServer } from '../embedded-server.ts'
import { endWhenThereIsRoom, hasGivenUp } from './end-when-there-is-room.ts'
import { natsConfiguration } from './nats-configuration.ts'

export type NatsOptions = {
  /** Belongs to this server only; one process may use it at a time. */
  dataDir: string
  /** From `findNatsServer`. */
  serverPath: string
  /** Default: any free one. */
  port?: number
  /** Who may connect and do what: the `authorization` block of NATS's configuration. Default: anyone, for tests. */
  authorization?: string
  maxPayloadBytes?: number
  log?: (line: string) => void
}

const STOP_TIMEOUT_MS = 10_000

/**
 * Starts NATS with JetStream on loopback, its streams in `dataDir`, and resolves when it is ready. A server that an
 * earlier run left on that folder is stopped first. One whose disk was full ends when there is space again. `url` names
 * no user.
 * @throws Error with the server's last lines if it does not start.
 */
export const startNats = async (options: NatsOptions): Promise<EmbeddedServer> => {
  const dataDirectory = path.resolve(options.dataDir)
  await mkdir(dataDirectory, { recursive: true, mode: 0o700 })
  const configurationFile = path.join(dataDirectory, 'nats.conf')
  const pidFile = path.join(dataDirectory, 'nats.pid')
  await stopLeftOver({ pidFile, mark: configurationFile, signal: 'SIGTERM', timeoutMs: STOP_TIMEOUT_MS })

  const spawn = (port: number, onLine: (line: string) => void) => {
    const content = natsConfiguration({
      port,
      storeDirectory: path.join(dataDirectory, 'jetstream'),
      pidFile,
      authorization: options.authorization ?? null,
      maxPayloadBytes: options.maxPayloadBytes ?? 1024 * 1024,
    })
    writeFileSync(configurationFile, content, { mode: 0o600 })
    return spawnBound(options.serverPath, ['-c', configurationFile], {
      stopSignal: 'TERM',
      runAs: {},
      env: { PATH: process.env.PATH, HOME: dataDirectory },
      cwd: dataDirectory,
      onLine,
    })
  }
  let isEnding = false
  const log = (line: string): void => {
    options.log?.(line)
    if (isEnding || !hasGivenUp(line)) return
    isEnding = true
    options.log?.('gptget: NATS is ended as soon as its disk has 16 MiB of room, and to be started again')
    endWhenThereIsRoom(dataDirectory, pidFile).catch((error: unknown) =>
      options.log?.(`gptget: ${String(error)}`),
    )
  }
  return launchUntilReady({
    name: 'NATS',
    spawn,
    urlOf: (port) => `nats://127.0.0.1:${port}`,
    readyText: 'Server is ready',
    passing: /address already in use/,
    port: options.port,
    log,
    stopTimeoutMs: STOP_TIMEOUT_MS,
  })
}
