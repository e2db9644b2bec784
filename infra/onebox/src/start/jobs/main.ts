import { jobs, type Report } from './jobs.ts'
import type { JobFailure, JobMessage, JobRequest } from './protocol.ts'

type AnyJob = (input: never, report: Report) => Promise<unknown>

const say = (message: JobMessage): void => void process.send?.(message)

const failureOf = (error: unknown): JobFailure => {
  if (!(error instanceof Error)) return { message: String(error) }
  const { message, code, path } = error as NodeJS.ErrnoException
  return { message, ...(code === undefined ? {} : { code }), ...(path === undefined ? {} : { path }) }
}

const run = async ({ id, name, input }: JobRequest): Promise<void> => {
  try {
    const job = jobs[name as keyof typeof jobs] as AnyJob
    say({ kind: 'done', id, output: await job(input as never, (line) => say({ kind: 'report', id, line })) })
  } catch (error) {
    say({ kind: 'failed', id, error: failureOf(error) })
  }
}

process.on('message', (request: JobRequest) => void run(request))
// The parent process is gone, even if it was killed.
process.on('disconnect', () => process.exit(0))
