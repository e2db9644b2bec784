import { execFile } from 'node:child_process'

export type ProgramResult = { status: 'done' } | { status: 'missing' } | { status: 'failed'; output: string }
export type ProgramOptions = { cwd: string; env: NodeJS.ProcessEnv; timeoutMs: number }

/** Runs a program without a shell and waits for it. `missing` if PATH of `env` does not have it. */
export const runProgram = (
  command: readonly [string, ...string[]],
  options: ProgramOptions,
): Promise<ProgramResult> =>
  new Promise((resolve) => {
    const [program, ...args] = command
    const { cwd, env, timeoutMs } = options
    execFile(program, args, { cwd, env, timeout: timeoutMs, maxBuffer: 2 ** 24 }, (error, stdout, stderr) => {
      if (!error) resolve({ status: 'done' })
      else if (error.code === 'ENOENT') resolve({ status: 'missing' })
      else resolve({ status: 'failed', output: lastLines(stderr || stdout || error.message) })
    })
  })

/** Runs a program to its end. @throws Error that says `what` failed, and why. */
export const mustRunProgram = async (
  command: readonly [string, ...string[]],
  options: ProgramOptions,
  what: string,
): Promise<void> => {
  const result = await runProgram(command, options)
  if (result.status === 'missing') throw new Error(`${what}: the program is not installed`)
  if (result.status === 'failed') throw new Error(`${what}: ${result.output}`)
}

const lastLines = (text: string): string => text.trim().split('\n').slice(-3).join(' ').slice(-500)
