import { spawn } from 'node:child_process'

export type ProgramOptions = {
  cwd: string
  timeoutMs: number
  /** Replaces our environment: a developer's API keys and settings must not reach an external client. */
  env?: Record<string, string>
}

/**
 * Runs a program to its end, without a terminal. After `timeoutMs`, it and its children are killed, and the code is
 * null.
 */
export const runProgram = (
  command: string,
  args: string[],
  { cwd, timeoutMs, env }: ProgramOptions,
): Promise<{ code: number | null; output: string }> =>
  new Promise((resolve, reject) => {
    // A process group of its own, so that helpers of the program end with it.
    const child = spawn(command, args, {
      cwd,
      env: env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (data: Buffer) => (output += data.toString()))
    const timer = setTimeout(() => endGroup(child.pid), timeoutMs)
    child.once('error', reject)
    child.once('close', (code) => {
      clearTimeout(timer)
      endGroup(child.pid)
      resolve({ code, output })
    })
  })

const endGroup = (pid: number | undefined): void => {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
