import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Allocations } from './report-allocations.ts'

const HOST = fileURLToPath(new URL('../../infra/host/src/main.ts', import.meta.url))
const REPORT = fileURLToPath(new URL('report-allocations.ts', import.meta.url))

/** Interpreted, what a line of code allocates is the same each time; compiled, it depends on when that happens. */
const DETERMINISTIC = ['--no-opt', '--no-maglev', '--no-sparkplug']
/** Room for all that is allocated while it is measured, so that nothing is collected meanwhile. */
const ROOM = ['--min-semi-space-size=512', '--max-semi-space-size=512']

export type MeasuredHost = {
  url: string
  /** Bytes that its process allocated while `work` was running. @throws Error when some were collected meanwhile. */
  measure(work: () => Promise<void>): Promise<number>
  stop(): Promise<void>
}

/** Edge and router in one process that tells what it allocates. */
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

/** The address in the log line by which `runMain` says that a service runs. */
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
