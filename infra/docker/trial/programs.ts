import { execFile, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'

export type Report = (line: string) => void

type Options = { env?: NodeJS.ProcessEnv; cwd?: string; timeoutMs?: number }

/** Runs a program and returns its stdout. @throws Error with its last lines if it fails */
export const run = async (
  command: readonly string[],
  { timeoutMs, ...options }: Options = {},
): Promise<string> => {
  const [file, ...args] = command
  const settings = { ...options, timeout: timeoutMs ?? 120_000, maxBuffer: 64 * 1024 * 1024 }
  try {
    return (await promisify(execFile)(file!, args, settings)).stdout
  } catch (error) {
    const { stderr, stdout, message } = error as Error & { stderr?: string; stdout?: string }
    const said = `${stdout ?? ''}\n${stderr ?? ''}`.trim().split('\n').slice(-8).join('\n')
    throw new Error(`${command.slice(0, 6).join(' ')} … failed:\n${said || message}`, { cause: error })
  }
}

/** Like `run`, for programs that take minutes: reports each line of output as progress. */
export const runVisibly = async (
  command: readonly string[],
  report: Report,
  { timeoutMs, ...options }: Options = {},
): Promise<void> => {
  const [file, ...args] = command
  const child = spawn(file!, args, {
    ...options,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: timeoutMs ?? 900_000,
  })
  const lines: string[] = []
  const hear = (line: string): void => {
    lines.push(line)
    report(line)
  }
  for (const output of [child.stdout, child.stderr]) createInterface({ input: output }).on('line', hear)
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (code !== 0) throw new Error(`${command.slice(0, 3).join(' ')} … failed:\n${lines.slice(-8).join('\n')}`)
}

/** Returns the programs that are not on the PATH. */
export const findMissing = async (programs: readonly string[]): Promise<string[]> => {
  const found = await Promise.all(
    programs.map((program) =>
      run(['sh', '-c', `PATH="$PATH:/usr/sbin:/usr/lib/podman"; command -v ${program}`]).catch(() => ''),
    ),
  )
  return programs.filter((_, index) => found[index] === '')
}
