import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'

/** Runs a program and returns its stdout. @throws Error with the last lines of its output if it fails */
export const runInstaller = (
  command: string,
  args: string[],
  options: { cwd: string; env?: NodeJS.ProcessEnv; timeoutMs: number },
): Promise<string> =>
  new Promise((resolve, reject) => {
    let output = ''
    let all = ''
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: options.timeoutMs,
    })
    child.stdout.on('data', (bytes) => {
      output += bytes
      all += bytes
    })
    child.stderr.on('data', (bytes) => (all += bytes))
    child.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'ENOENT' ? new Error(`${command} is not on the PATH`) : error),
    )
    child.once('close', (code, signal) => {
      if (code === 0) return resolve(output)
      const end =
        signal === 'SIGTERM' ? `took longer than ${options.timeoutMs / 1000} s` : (signal ?? `exit ${code}`)
      reject(new Error(`${[command, ...args].join(' ')} failed (${end}): ${lastLines(all)}`))
    })
  })

const lastLines = (text: string): string => text.trim().split('\n').slice(-4).join(' / ').slice(-600)

/**
 * Returns the folder `name` of the cache, which `install` fills once. An incomplete install is repeated from scratch.
 * The name must contain the version.
 */
export const installOnce = async (
  { cacheDirectory, report }: { cacheDirectory: string; report: (line: string) => void },
  name: string,
  install: (directory: string) => Promise<void>,
): Promise<string> => {
  const directory = path.join(cacheDirectory, 'bench', name)
  const isComplete = path.join(directory, 'complete')
  if (existsSync(isComplete)) return directory
  report(`installing ${name}`)
  await rm(directory, { recursive: true, force: true })
  await mkdir(directory, { recursive: true, mode: 0o755 })
  await install(directory)
  await writeFile(isComplete, '')
  return directory
}
