import { fork, type ChildProcess } from 'node:child_process'
import { closeSync, mkdirSync, openSync, renameSync, statSync } from 'node:fs'
import path from 'node:path'
import { labelOf, type Program, type ServiceProcess } from './plan-programs.ts'

const LARGEST_LOG_BYTES = 20 * 1024 * 1024

export const logFileOf = (logDirectory: string, planned: ServiceProcess): string =>
  path.join(logDirectory, `${labelOf(planned)}-${planned.replica}.log`)

/** Starts the process in its own group: only this process gets Ctrl-C, and stops the services in order. */
export const spawnService = ({ entry, args, env }: Program, logFile: string): ChildProcess => {
  rotate(logFile)
  mkdirSync(path.dirname(logFile), { recursive: true })
  const log = openSync(logFile, 'a', 0o600)
  const child = fork(entry, args, {
    env,
    execArgv: [],
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
  })
  closeSync(log)
  return child
}

const rotate = (logFile: string): void => {
  const size = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0
  if (size > LARGEST_LOG_BYTES) renameSync(logFile, `${logFile}.1`)
}
