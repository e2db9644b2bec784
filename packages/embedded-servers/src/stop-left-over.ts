import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Ends the server that an earlier run left on our data, and removes its pid file. The pid counts only if that process's
 * command line contains `mark` (one of our paths): the number may belong to another process by now.
 */
export const stopLeftOver = async (options: {
  pidFile: string
  mark: string
  signal: NodeJS.Signals
  timeoutMs: number
}): Promise<void> => {
  const pid = readPid(options.pidFile)
  if (pid === undefined) return
  if (isRunning(pid, options.mark)) {
    process.kill(pid, options.signal)
    const isGone = await waitUntilGone(pid, options.mark, options.timeoutMs)
    if (!isGone) process.kill(pid, 'SIGKILL')
    await waitUntilGone(pid, options.mark, options.timeoutMs)
  }
  await rm(options.pidFile, { force: true })
}

const readPid = (pidFile: string): number | undefined => {
  try {
    const pid = Number.parseInt(readFileSync(pidFile, 'utf8'), 10)
    return pid > 1 ? pid : undefined
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Whether the process runs and its command line contains `mark`: the number may belong to another process by now. */
export const isRunning = (pid: number, mark: string): boolean => commandLineOf(pid).includes(mark)

/** Empty for a process that is gone. */
const commandLineOf = (pid: number): string => {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' })
  } catch {
    return ''
  }
}

const waitUntilGone = async (pid: number, mark: string, timeoutMs: number): Promise<boolean> => {
  const deadline = Date.now() + timeoutMs
  while (Date.now() < deadline) {
    if (!isRunning(pid, mark)) return true
    await sleep(20)
  }
  return false
}
