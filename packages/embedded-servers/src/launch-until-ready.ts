import { setTimeout as sleep } from 'node:timers/promises'
import { findFreePort } from './find-free-port.ts'
import type { EmbeddedServer } from './embedded-server.ts'
import type { BoundProcess } from './spawn-bound.ts'

export type Launch = {
  name: string
  /** Starts one attempt. The server's lines go to `onLine`. */
  spawn: (port: number, onLine: (line: string) => void) => BoundProcess
  urlOf: (port: number) => string
  /** The line that the server writes when it is ready. */
  readyText: string
  /** The line for which a retry helps: on another port if none was requested. */
  passing: RegExp
  port: number | undefined
  log: ((line: string) => void) | undefined
  stopTimeoutMs: number
}

const ATTEMPTS = 20

/** Starts a server and resolves when it is ready. @throws Error with the server's last lines if it does not start. */
export const launchUntilReady = async (launch: Launch): Promise<EmbeddedServer> => {
  for (let attempt = 1; ; attempt += 1) {
    const port = launch.port ?? (await findFreePort())
    const outcome = await launchOnce(launch, port)
    if (outcome.status === 'ready') return describe(launch, outcome.process, port)
    if (attempt === ATTEMPTS || !launch.passing.test(outcome.said)) {
      throw new Error(`${launch.name} did not start (exit ${outcome.exitCode}):\n${outcome.said}`)
    }
    await sleep(250)
  }
}

type Attempt =
  | { status: 'ready'; process: BoundProcess }
  | { status: 'ended'; exitCode: number; said: string }

const launchOnce = async (launch: Launch, port: number): Promise<Attempt> => {
  const lines: string[] = []
  const ready = Promise.withResolvers<'ready'>()
  const process = launch.spawn(port, (line) => {
    launch.log?.(line)
    if (lines.length < 100) lines.push(line)
    if (line.includes(launch.readyText)) ready.resolve('ready')
  })
  const first = await Promise.race([ready.promise, process.ended])
  if (first === 'ready') return { status: 'ready', process }
  return { status: 'ended', exitCode: first, said: lines.slice(-8).join('\n') }
}

const describe = (launch: Launch, process: BoundProcess, port: number): EmbeddedServer => ({
  url: launch.urlOf(port),
  port,
  crashed: process.crashed.then((code) => `${launch.name} ended by itself (exit ${code})`),
  stop: () => process.stop(launch.stopTimeoutMs),
  kill: () => process.kill(),
})
