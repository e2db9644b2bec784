import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import type { RunAs } from './run-as.ts'

/**
 * Holds a pipe from us and runs the server beside it. The pipe closes when we close it, and also when we die by kill
 * -9; in both cases the server gets its stop signal. The shell is a separate group, so that a Ctrl-C for us does not
 * reach the server before we are done with it.
 */
const HOLD_PIPE = `
exec 3<&0
signal=$1; shift
"$@" </dev/null 3<&- & server=$!
{ read -r _ <&3; kill -s "$signal" "$server"; } 2>/dev/null & watcher=$!
exec 3<&-
wait "$server"; code=$?
kill "$watcher" 2>/dev/null
exit $code`

export type BoundProcess = {
  /** Resolves with the exit code when the process is gone. */
  ended: Promise<number>
  /** Resolves with the exit code if the process exits without a request. */
  crashed: Promise<number>
  /** Sends the stop signal; kills the process if it takes longer than `timeoutMs`. */
  stop(timeoutMs: number): Promise<void>
  kill(): Promise<void>
}

export type BoundOptions = {
  stopSignal: 'INT' | 'TERM'
  runAs: RunAs
  env: NodeJS.ProcessEnv
  cwd: string
  onLine: (line: string) => void
}

/** Runs a program that ends when this process ends, even if it is killed. */
export const spawnBound = (command: string, args: string[], options: BoundOptions): BoundProcess => {
  const child = spawn('/bin/sh', ['-c', HOLD_PIPE, 'gptget', options.stopSignal, command, ...args], {
    ...options.runAs,
    env: options.env,
    cwd: options.cwd,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  eachLine(child.stdout, options.onLine)
  eachLine(child.stderr, options.onLine)
  const ended = new Promise<number>((resolve) => {
    child.once('error', (error) => {
      options.onLine(`cannot run ${command}: ${error.message}`)
      resolve(127)
    })
    child.once('exit', (code) => resolve(code ?? 1))
  })
  let isStopping = false
  const crashed = new Promise<number>((resolve) => {
    void ended.then((code) => isStopping || resolve(code))
  })
  const kill = async () => {
    isStopping = true
    killGroup(child.pid)
    await ended
  }
  const stop = async (timeoutMs: number) => {
    isStopping = true
    child.stdin.end()
    const timer = setTimeout(() => killGroup(child.pid), timeoutMs)
    await ended
    clearTimeout(timer)
  }
  return { ended, crashed, stop, kill }
}

const eachLine = (input: Readable, onLine: (line: string) => void) => {
  createInterface({ input, crlfDelay: Infinity }).on('line', onLine)
}

const killGroup = (pid: number | undefined) => {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
