import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'

export type Program = {
  pid: number
  /** Returns its last output. */
  tail(): string
  /** Resolves with the reason and its last lines if it ends unexpectedly. */
  crashed: Promise<string>
  stop(): Promise<void>
}

export type ProgramOptions = {
  env?: NodeJS.ProcessEnv
  cwd?: string
  /** Whether it is ready. Called repeatedly. */
  isReady: (lines: readonly string[]) => boolean | Promise<boolean>
  timeoutMs?: number
}

const POLL_MS = 50
const STOP_TIMEOUT_MS = 40_000
const LINES_KEPT = 400

/**
 * Starts a program and resolves when it is ready. @throws Error with its last lines if it ends before or times out
 */
export const startProgram = async (
  command: string,
  args: string[],
  { env = {}, cwd, isReady, timeoutMs = 60_000 }: ProgramOptions,
): Promise<Program> => {
  // NODE_OPTIONS is for profiles (docs/performance.md). The rest of the environment is dropped: keys in it would add
  // providers, and settings would change the results.
  const { PATH, HOME, NODE_COMPILE_CACHE, NODE_OPTIONS, GPTGET_BUNDLE } = process.env
  const child = spawn(command, args, {
    cwd,
    env: { PATH, HOME, NODE_COMPILE_CACHE, NODE_OPTIONS, GPTGET_BUNDLE, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const lines: string[] = []
  for (const input of [child.stdout, child.stderr])
    createInterface({ input }).on('line', (line) => {
      lines.push(line)
      if (lines.length > LINES_KEPT) lines.shift()
    })
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code, signal) => resolve(String(signal ?? `exit ${code}`)))
  })
  let end: string | undefined
  void ended.then((how) => (end = how))
  const tail = (): string => lines.slice(-12).join('\n')
  let isStopping = false
  const crashed = new Promise<string>((resolve) => {
    void ended.then(
      (how) => isStopping || resolve(`${command} ${args[0]} ended unexpectedly (${how}):\n${tail()}`),
    )
  })
  const stop = async (): Promise<void> => {
    isStopping = true
    if (end !== undefined) return
    child.kill('SIGTERM')
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS)
    await ended
    clearTimeout(timer)
  }
  const deadline = performance.now() + timeoutMs
  while (!(await isReady(lines))) {
    if (end === undefined && performance.now() < deadline) await sleep(POLL_MS)
    else {
      const how = end ?? `not ready after ${timeoutMs / 1000} s`
      await stop()
      throw new Error(`${command} did not start (${how}):\n${tail()}`)
    }
  }
  return { pid: child.pid!, tail, crashed, stop }
}

/** Whether the URL answers with a status below 500. */
export const answers = async (url: string): Promise<boolean> => {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) })
    await response.arrayBuffer()
    return response.status < 500
  } catch {
    // Nothing listens there yet.
    return false
  }
}
