import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { cacheDirectory } from '../../bootstrap/cache-directory.mjs'
import { whyFolderUnusable } from '../../bootstrap/check-folder.mjs'
import { runJob, startJobs, type JobProcess } from './jobs/start-jobs.ts'
import { lockDataDirectory } from './lock-data-directory.ts'
import { parseStartArguments, START_HELP, type StartOptions } from './parse-arguments.ts'
import { shutDown, type Running } from './shut-down.ts'
import { startPlatform } from './start-platform.ts'
import { removeRunningState } from './state-files.ts'
import { explainFailure } from './explain-failure.ts'
import { createTerminal, type Terminal } from './terminal.ts'

const repository = path.resolve(fileURLToPath(import.meta.url), '../../../../..')
/** One Ctrl-C may arrive three times: from the terminal, from npm and from the bootstrap. */
const SAME_SIGNAL_MS = 1000
const STOPPING = '\nStopping: letting answers finish. Ctrl-C again ends them at once.'

const main = async (): Promise<void> => {
  const parsed = parseStartArguments(process.argv.slice(2), process.env, repository)
  if (parsed.kind === 'help') return console.log(START_HELP)
  if (parsed.kind === 'invalid') return exitBecause(`${parsed.reason}\n\n${START_HELP}`)
  const { options } = parsed
  const folder = { folder: options.dataDirectory, role: 'data' as const, variable: 'GPTGET_DATA_DIR' }
  const problem = await whyFolderUnusable({ ...folder, env: process.env, isPersonal: true })
  if (problem !== undefined) return exitBecause(problem)
  mkdirSync(options.dataDirectory, { recursive: true, mode: 0o755 })
  const unlock = lockDataDirectory(options.dataDirectory)
  const jobs = startJobs(process.env)
  try {
    await runPlatform(options, createTerminal(Date.now), jobs, unlock)
  } finally {
    jobs.end()
  }
}

const runPlatform = async (
  options: StartOptions,
  terminal: Terminal,
  jobs: JobProcess,
  unlock: () => void,
): Promise<void> => {
  const running: Running = { services: [], servers: [] }
  const stopping = new AbortController()
  const hurrying = new AbortController()
  let firstStopAt = 0

  const stop = async (reason: string, exitCode: number): Promise<void> => {
    if (stopping.signal.aborted) {
      if (Date.now() - firstStopAt < SAME_SIGNAL_MS) return
      terminal.say('Stopping at once.')
      hurrying.abort()
      return
    }
    firstStopAt = Date.now()
    stopping.abort()
    terminal.say(reason)
    await shutDown(running, hurrying.signal)
    removeRunningState(options.dataDirectory)
    unlock()
    terminal.say('Stopped.')
    process.exit(exitCode)
  }

  process.on('SIGINT', () => void stop(STOPPING, 0))
  process.on('SIGTERM', () => void stop(STOPPING, 0))
  const reload = async (): Promise<void> => {
    const problem = await runJob(process.env, 'checkConfiguration', { file: options.configurationFile })
    if (problem !== null) return terminal.warn(`SIGHUP: ${problem}\nThe previous configuration stays in use.`)
    terminal.done('SIGHUP: the routers reload their configuration')
    for (const service of running.services)
      if (service.plan.services.includes('router')) service.signal('SIGHUP')
  }
  process.on('SIGHUP', () => {
    reload().catch((error: unknown) => terminal.warn(`SIGHUP: ${explainFailure(error)}`))
  })
  stopWithParent(() => void stop('\nThe parent process has ended; stopping.', 1))
  try {
    await startPlatform({
      repository,
      // From the bootstrap; empty to run the sources.
      bundle: process.env.GPTGET_BUNDLE || undefined,
      options,
      env: process.env,
      terminal,
      jobs,
      cacheDir: cacheDirectory(),
      running,
      signal: stopping.signal,
    })
  } catch (error) {
    if (stopping.signal.aborted) return
    await stop(`\nGptGet could not start.\n${explainFailure(error)}`, 1)
  }
}

const stopWithParent = (onGone: () => void): void => {
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    onGone()
  }, 1000)
}

const exitBecause = (reason: string): void => {
  console.error(reason)
  process.exitCode = 1
}

// A closed terminal must not prevent an orderly stop.
process.stdout.on('error', () => {})
process.stderr.on('error', () => {})
main().catch((error: unknown) => exitBecause(error instanceof Error ? error.message : String(error)))
