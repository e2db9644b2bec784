import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { RunningService, ServiceName } from './service-name.ts'

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url))
const START_TIMEOUT_MS = 240_000
const LINES_KEPT = 50

/** Told of a process that ended without being asked to, with its last lines. */
export type OnCrash = (service: ServiceName, said: string) => void

export type ProcessOptions = {
  /** Services that run in the same process. */
  others?: readonly ServiceName[]
  onCrash?: OnCrash
  /** The top of the sources that it runs: those of another version. Default: these. */
  repository?: string
  /** How long it may take to stop by itself. */
  stopTimeoutMs?: number
}

/** Starts a service as a process of its own, or with others in one; it ends with ours, however we end. */
export const startProcess = async (
  service: ServiceName,
  env: NodeJS.ProcessEnv,
  options: ProcessOptions = {},
): Promise<RunningService> => {
  const { stopTimeoutMs = STOP_TIMEOUT_MS } = options
  let started = await forkUntilStarted(service, env, options)
  const { url } = started
  return {
    service,
    url,
    get metricsUrl() {
      return started.metricsUrl
    },
    get pid() {
      return started.child.pid
    },
    stop: () => end(started, 'SIGTERM', stopTimeoutMs),
    kill: (signal) => end(started, signal, stopTimeoutMs),
    restart: async () => {
      started = await forkUntilStarted(service, { ...env, PORT: new URL(url).port }, options)
    },
  }
}

type Started = { child: ChildProcess; url: string; metricsUrl: string; isEnding: boolean }

const forkUntilStarted = (
  service: ServiceName,
  env: NodeJS.ProcessEnv,
  { others = [], onCrash = () => {}, repository = REPOSITORY }: ProcessOptions,
): Promise<Started> => {
  const services = [service, ...others]
  const isAlone = services.length === 1
  const folder = isAlone ? `apps/${service}` : 'infra/host'
  const { PATH, HOME, NODE_COMPILE_CACHE } = process.env
  const child = fork(`${repository}/${folder}/src/main.ts`, isAlone ? [] : [services.join(',')], {
    // Nothing else of the developer's environment: its API keys would add providers.
    env: { PATH, HOME, NODE_COMPILE_CACHE, ...env, LOG_LEVEL: 'info' },
    execArgv: [],
    silent: true,
  })
  const lines: string[] = []
  return new Promise((resolve, reject) => {
    let started: Started | undefined
    const fail = (reason: string): void => {
      clearTimeout(timer)
      reject(new Error(`${services.join(',')} ${reason}:\n${lines.join('\n')}`))
    }
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      fail('did not start in time')
    }, START_TIMEOUT_MS)
    child.once('exit', (code, signal) => {
      if (!started) fail(`ended with code ${code ?? signal}`)
      else if (!started.isEnding) onCrash(service, `code ${code ?? signal}:\n${lines.join('\n')}`)
    })
    const onLine = (line: string): void => {
      if (process.env.GPTGET_TEST_LOG_LEVEL) process.stderr.write(`${line}\n`)
      lines.push(line)
      if (lines.length > LINES_KEPT) lines.shift()
      const addresses = readStarted(line)
      if (!addresses) return
      clearTimeout(timer)
      started = { child, ...addresses, isEnding: false }
      resolve(started)
    }
    for (const output of [child.stdout, child.stderr]) {
      if (output) createInterface({ input: output }).on('line', onLine)
    }
  })
}

/** The addresses in the log line by which `runMain` says that a service runs. */
const readStarted = (line: string): { url: string; metricsUrl: string } | undefined => {
  if (!line.includes('"msg":"started"')) return undefined
  const { url, metricsUrl } = JSON.parse(line) as { url: string; metricsUrl: string }
  return { url, metricsUrl }
}

const STOP_TIMEOUT_MS = 10_000

const end = async (started: Started, signal: NodeJS.Signals, timeoutMs: number): Promise<void> => {
  const { child } = started
  started.isEnding = true
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill(signal)
  const lastResort = setTimeout(() => child.kill('SIGKILL'), timeoutMs)
  await gone
  clearTimeout(lastResort)
}
