import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Job, JobResult } from './job.ts'

export type LoadGenerator = { run(job: Job): Promise<JobResult>; stop(): void }

/** Starts the load generator, which runs one job at a time. */
export const startLoadGenerator = (): LoadGenerator => {
  const child = fork(fileURLToPath(new URL('main.ts', import.meta.url)), [], {
    execArgv: [],
    serialization: 'advanced',
  })
  const gone = once(child, 'exit').then(([code]) => {
    throw new Error(`The load generator ended (exit ${code})`)
  })
  // Handled by the job that is waiting.
  gone.catch(() => undefined)
  return {
    run: async (job) => {
      const answered = once(child, 'message')
      child.send(job)
      const [result] = await Promise.race([answered, gone])
      return result as JobResult
    },
    stop: () => {
      if (child.connected) child.disconnect()
    },
  }
}
