import { execFile } from 'node:child_process'

type RunOptions = { env?: NodeJS.ProcessEnv; cwd?: string; timeoutMs?: number }
export type RunOutcome = { status: 'done'; output: string } | { status: 'failed'; reason: string }

/** Runs a program to its end. A failure is a result, with its last line as the reason. */
export const run = (command: string, args: string[], options: RunOptions = {}): Promise<RunOutcome> =>
  new Promise((resolve) => {
    const settings = {
      env: options.env,
      cwd: options.cwd,
      timeout: options.timeoutMs,
      maxBuffer: 16 * 1024 * 1024,
    }
    execFile(command, args, settings, (error, stdout, stderr) => {
      if (error === null) resolve({ status: 'done', output: stdout })
      else resolve({ status: 'failed', reason: lastLine(stderr) ?? error.message })
    })
  })

/** Runs a program to its end. @throws Error with its last line. */
export const mustRun = async (command: string, args: string[], options: RunOptions = {}): Promise<string> => {
  const outcome = await run(command, args, options)
  if (outcome.status === 'done') return outcome.output
  throw new Error(`${command} ${args[0]} failed: ${outcome.reason}`)
}

const lastLine = (text: string): string | undefined =>
  text
    .trim()
    .split('\n')
    .findLast((line) => line.trim() !== '')
