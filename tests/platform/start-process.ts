import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { RunningService, ServiceName } from './service-name.ts'

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url))
const START_TIMEOUT_MS = 30_000

/** Starts a service as a process of its own, or with others in one; it ends with ours, whatever ends us. */
export const startProcess = async (
  service: ServiceName,
  env: NodeJS.ProcessEnv,
  others: readonly ServiceName[] = [],
): Promise<RunningService> => {
  const services = [service, ...others]
  let started = await forkUntilStarted(services, env)
  const { url } = started
  return {
    service,
    url,
    get pid() {
      return started.child.pid
    },
    stop: () => end(started.child, 'SIGTERM'),
    kill: (signal) => end(started.child, signal),
    restart: async () => {
      started = await forkUntilStarted(services, { ...env, PORT: new URL(url).port })
    },
  }
}

type Started = { child: ChildProcess; url: string }

const forkUntilStarted = (services: ServiceName[], env: NodeJS.ProcessEnv): Promise<Started> => {
  const isAlone = services.length === 1
  const folder = isAlone ? `apps/${services[0]}` : 'infra/host'
  const child = fork(`${REPOSITORY}/${folder}/src/main.ts`, isAlone ? [] : [services.join(',')], {
    // Nothing else of the developer's environment: its API keys would add providers.
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env, LOG_LEVEL: 'info' },
    execArgv: [],
    silent: true,
  })
  const lines: string[] = []
  return new Promise((resolve, reject) => {
    const fail = (reason: string): void => reject(new Error(`${services} ${reason}:\n${lines.join('\n')}`))
    const timer = setTimeout(() => fail('did not start in time'), START_TIMEOUT_MS)
    child.once('exit', (code) => fail(`ended with code ${code}`))
    const onLine = (line: string): void => {
      if (process.env.GPTGET_TEST_LOG_LEVEL) process.stderr.write(`${line}\n`)
      lines.push(line)
      const url = startedUrl(line)
      if (!url) return
      clearTimeout(timer)
      resolve({ child, url })
    }
    for (const output of [child.stdout, child.stderr]) {
      if (output) createInterface({ input: output }).on('line', onLine)
    }
  })
}

/** The address in the log line by which `runMain` says that a service runs. */
const startedUrl = (line: string): string | undefined => {
  if (!line.includes('"msg":"started"')) return undefined
  const { url } = JSON.parse(line) as { url?: string }
  return url
}

const STOP_TIMEOUT_MS = 10_000

const end = async (child: ChildProcess, signal: NodeJS.Signals): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill(signal)
  const lastResort = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS)
  await gone
  clearTimeout(lastResort)
}
