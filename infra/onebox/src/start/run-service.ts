import type { ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { get } from './http-get.ts'
import { labelOf } from './plan-programs.ts'
import type { ServicePlan } from './plan-services.ts'
import type { PreparedProcesses } from './prepare-processes.ts'
import { logFileOf, spawnService } from './spawn-service.ts'
import type { Terminal } from './terminal.ts'

/** A service's process, which is restarted whenever it ends unexpectedly. */
export type RunningService = {
  plan: ServicePlan
  pid(): number | undefined
  /** Resolves when it answers `/readyz`. Rejects with its last lines if its first process ends before. */
  ready: Promise<void>
  signal(signal: NodeJS.Signals): void
  /** Stops it after draining, or quickly once `hurry` aborts. Kills it if that takes too long. */
  stop(hurry: AbortSignal): Promise<void>
}

/** Of the second start again; the first is at once. */
const FIRST_BACK_OFF_MS = 250
const LONGEST_BACK_OFF_MS = 10_000
/** A crash after this time counts as the first one. */
const STEADY_MS = 30_000
/** Time to stop in addition to the drain. */
const STOP_MARGIN_MS = 15_000
/** A service that must stop quickly needs a moment for its last messages. */
const HURRY_TIMEOUT_MS = 6_000
/** Signals within this time count as one. */
const SIGNAL_GAP_MS = 100
const POLL_MS = 30
const READY_TIMEOUT_MS = 5_000
/** After this time, a line reports that a service is still starting. */
const SLOW_MS = 15_000

export type RunOptions = {
  logDirectory: string
  terminal: Terminal
  /** Called when the pid changes. */
  onChange: () => void
  /** Where its first process may wait. */
  prepared?: PreparedProcesses
}

export const runService = (plan: ServicePlan, options: RunOptions): RunningService => {
  const label = `${labelOf(plan)}-${plan.replica}`
  const logFile = logFileOf(options.logDirectory, plan)
  const stopping = new AbortController()
  const ready = Promise.withResolvers<void>()
  let child: ChildProcess | undefined

  const onSlow = (reason: string) => options.terminal.warn(`still waiting for ${label}: ${reason}`)

  const superviseForever = async (): Promise<void> => {
    let backOffMs = 0
    for (let run = 1; !stopping.signal.aborted; run += 1) {
      const startedAt = Date.now()
      const prepared = run === 1 ? options.prepared?.take(plan) : undefined
      const current = prepared ?? spawnService(plan, logFile)
      child = current
      options.onChange()
      const ended = endOf(current)
      const isReady = await Promise.race([answers(plan.url, current, onSlow), ended.then(() => false)])
      if (isReady && run === 1) ready.resolve()
      else if (isReady) options.terminal.done(`${label} is back`)
      const how = await ended
      if (stopping.signal.aborted) return
      if (run === 1 && !isReady) {
        ready.reject(new Error(`${label} did not start (${how}). ${logFile} ends with:\n${tail(logFile)}`))
        return
      }
      if (Date.now() - startedAt > STEADY_MS) backOffMs = 0
      options.terminal.warn(
        `${label} ended unexpectedly (${how}); restarting it ${backOffMs === 0 ? 'now' : `in ${backOffMs} ms`}. ${logFile} ends with:\n${tail(logFile)}`,
      )
      await sleep(backOffMs, undefined, { signal: stopping.signal }).catch(() => {})
      backOffMs = Math.max(FIRST_BACK_OFF_MS, Math.min(backOffMs * 2, LONGEST_BACK_OFF_MS))
    }
  }
  const supervised = superviseForever()

  return {
    plan,
    ready: ready.promise,
    pid: () => child?.pid,
    signal: (signal) => void child?.kill(signal),
    stop: async (hurry) => {
      stopping.abort()
      child?.kill('SIGTERM')
      const kill = () => void child?.kill('SIGKILL')
      const timers = [setTimeout(kill, plan.drainMs + STOP_MARGIN_MS)]
      const onHurry = () => {
        timers.push(setTimeout(() => child?.kill('SIGTERM'), SIGNAL_GAP_MS))
        timers.push(setTimeout(kill, HURRY_TIMEOUT_MS))
      }
      hurry.addEventListener('abort', onHurry, { once: true })
      if (hurry.aborted) onHurry()
      await supervised
      hurry.removeEventListener('abort', onHurry)
      for (const timer of timers) clearTimeout(timer)
    },
  }
}

const endOf = (child: ChildProcess): Promise<string> =>
  new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code, signal) => resolve(signal ?? `exit ${code}`))
  })

/** Polls `/readyz` until it answers 200. Returns false if the process ends first. */
const answers = async (
  url: string,
  child: ChildProcess,
  onSlow: (reason: string) => void,
): Promise<boolean> => {
  let nextReportAt = Date.now() + SLOW_MS
  while (child.exitCode === null && child.signalCode === null) {
    const reason = await whyNotReady(url)
    if (reason === undefined) return true
    if (Date.now() > nextReportAt) {
      onSlow(reason)
      nextReportAt += SLOW_MS
    }
    await sleep(POLL_MS)
  }
  return false
}

const whyNotReady = async (url: string): Promise<string | undefined> => {
  try {
    const { status, body } = await get(`${url}/readyz`, READY_TIMEOUT_MS)
    return status === 200 ? undefined : body.slice(0, 300)
  } catch (error) {
    return `no answer from ${url} (${error instanceof Error ? error.message : String(error)})`
  }
}

const tail = (logFile: string): string => {
  const lines = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-12)
  return lines.map((line) => line.slice(0, 500)).join('\n') || '(nothing)'
}
