import { execFile } from 'node:child_process'

export type ProgramResult = { status: 'done' } | { status: 'missing' } | { status: 'failed'; output: string }

/** Runs a program without a shell and waits for it. `missing` when PATH of `env` does not have it. */
export const runProgram = (
  command: readonly [string, ...string[]],
  options: { cwd: string; env: NodeJS.ProcessEnv; timeoutMs: number },
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

const lastLines = (text: string): string => text.trim().split('\n').slice(-3).join(' ').slice(-500)
