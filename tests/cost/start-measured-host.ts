import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Allocations } from './report-allocations.ts'

const HOST = fileURLToPath(new URL('../../infra/host/src/main.ts', import.meta.url))
const REPORT = fileURLToPath(new URL('report-allocations.ts', import.meta.url))

/** Interpreted code always allocates the same; compiled code depends on the time of compilation. */
const DETERMINISTIC = ['--no-opt', '--no-maglev', '--no-sparkplug']
/** A young generation that is large enough to avoid collections while measuring. */
const ROOM = ['--min-semi-space-size=512', '--max-semi-space-size=512']

export type MeasuredHost = {
  url: string
  /** Returns the bytes that the process allocated during `work`. @throws Error if there was a collection */
  measure(work: () => Promise<void>): Promise<number>
  stop(): Promise<void>
}

/** Starts edge and router in one process that reports its allocations. */
export const startMeasuredHost = async (env: NodeJS.ProcessEnv): Promise<MeasuredHost> => {
  const child = fork(HOST, ['edge-gateway,router'], {
    env: { PATH: process.env.PATH, ...env, LOG_LEVEL: 'info' },
    execArgv: [...DETERMINISTIC, ...ROOM, '--import', REPORT],
    silent: true,
  })
  const url = await startedUrl(child)
  return {
    url,
    measure: async (work) => {
      const before = await askAllocations(child)
      await work()
      const after = await askAllocations(child)
      if (after.collections !== before.collections)
        throw new Error('memory was collected while it was measured')
      return after.bytes - before.bytes
    },
    stop: async () => {
      const gone = once(child, 'exit')
      child.kill('SIGTERM')
      await gone
    },
  }
}

const askAllocations = async (child: ChildProcess): Promise<Allocations> => {
  const answer = once(child, 'message')
  child.send('allocations')
  const [allocations] = (await answer) as [Allocations]
  return allocations
}

/** The URL in the log line of `runMain` for a running service. */
const startedUrl = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    const lines: string[] = []
    child.once('exit', (code) => reject(new Error(`the host ended with ${code}:\n${lines.join('\n')}`)))
    for (const input of [child.stdout!, child.stderr!]) {
      createInterface({ input }).on('line', (line) => {
        lines.push(line)
        if (line.includes('"msg":"started"')) resolve((JSON.parse(line) as { url: string }).url)
      })
    }
  })
