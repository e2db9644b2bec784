import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { RunningService, ServiceName } from './service-name.ts'

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url))
const START_TIMEOUT_MS = 240_000
const LINES_KEPT = 50

/** Called if a process ends unexpectedly, with its last lines. */
export type OnCrash = (service: ServiceName, said: string) => void

export type ProcessOptions = {
  /** Other services in the same process. */
  others?: readonly ServiceName[]
  onCrash?: OnCrash
  /** The repository to run, for another version. Default: this one. */
  repository?: string
  /** How long it may take to stop. */
  stopTimeoutMs?: number
}

/** Starts a process with one or several services. It ends with this process, even after SIGKILL. */
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
  const { entry, compileCache } = programOf(services, repository)
  const { PATH, HOME } = process.env
  const child = fork(entry, services.length === 1 ? [] : [services.join(',')], {
    // Without the rest of the developer's environment, whose API keys would add providers.
    env: { PATH, HOME, NODE_COMPILE_CACHE: compileCache, ...env, LOG_LEVEL: 'info' },
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

/** The bundle that `npm test` built, because it starts with half of the CPU; else the sources. */
const programOf = (services: readonly ServiceName[], repository: string) => {
  const { GPTGET_BUNDLE, NODE_COMPILE_CACHE } = process.env
  const isAlone = services.length === 1
  if (GPTGET_BUNDLE && repository === REPOSITORY) {
    const entry = `${GPTGET_BUNDLE}/${isAlone ? services[0] : 'host'}.mjs`
    return { entry, compileCache: `${GPTGET_BUNDLE}/compiled` }
  }
  const folder = isAlone ? `apps/${services[0]}` : 'infra/host'
  return { entry: `${repository}/${folder}/src/main.ts`, compileCache: NODE_COMPILE_CACHE }
}

/** The URLs in the log line of `runMain` for a running service. */
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
