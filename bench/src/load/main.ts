// The load generator, a process of its own: what it costs must not slow down who measures, and is known apart.
import { setMaxListeners } from 'node:events'
import type { Job } from './job.ts'
import { runJob } from './run-job.ts'

setMaxListeners(0)
process.on('message', (job: Job) => {
  runJob(job).then(
    (result) => process.send?.(result),
    (error: unknown) => {
      throw error
    },
  )
})
process.on('disconnect', () => process.exit(0))
