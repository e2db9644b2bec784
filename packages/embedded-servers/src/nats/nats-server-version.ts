import { run } from '../run.ts'

/** [major, minor, patch] as the program reports it, or undefined if it does not run. */
export const natsServerVersion = async (file: string): Promise<number[] | undefined> => {
  const outcome = await run(file, ['--version'], { timeoutMs: 10_000 })
  const version = outcome.status === 'done' ? /v(\d+)\.(\d+)\.(\d+)/.exec(outcome.output) : null
  return version?.slice(1).map(Number)
}
