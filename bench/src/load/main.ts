// The load generator runs in a separate process, so that its cost is known and does not disturb the measurement.
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
