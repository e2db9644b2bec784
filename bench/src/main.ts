import { mkdtemp, rm, chmod } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { resolveCacheDirectory } from '@gptget/package-files'
import { benchComputers } from './computers/bench-computers.ts'
import { benchRealtime } from './realtime/bench-realtime.ts'
import { benchMedia } from './media/bench-media.ts'
import { startLoadGenerator, type LoadGenerator } from './load/start-load.ts'
import { benchHelp, parseBenchArguments, type BenchOptions } from './parse-arguments.ts'
import { describeLong } from './report/describe-long.ts'
import { printTable } from './report/table.ts'
import { writeLongResults, writeResults } from './report/write-results.ts'
import { runLong } from './run-long.ts'
import { runTargets, type RunOptions } from './run-targets.ts'
import { startUpstream } from './start-upstream.ts'
import { SCALE_TARGETS, TARGETS } from './targets/index.ts'
import type { Target } from './targets/target.ts'

const repository = fileURLToPath(new URL('../..', import.meta.url))
const startedAt = performance.now()
const report = (line: string): void => {
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0).padStart(5)
  console.error(`${seconds} s  ${line}`)
}

const main = async (): Promise<void> => {
  const parsed = parseBenchArguments(process.argv.slice(2))
  if (parsed.kind === 'help') return console.log(benchHelp(TARGETS))
  if (parsed.kind === 'invalid') throw new Error(`${parsed.reason}\n\n${benchHelp(TARGETS)}`)
  if (process.platform !== 'linux') throw new Error('The bench reads /proc, which only Linux has.')
  if (parsed.kind === 'computers') {
    if (!(await benchComputers(console.log))) process.exitCode = 1
    return
  }
  if (parsed.kind === 'media') {
    if (!(await benchMedia(console.log))) process.exitCode = 1
    return
  }
  if (parsed.kind === 'realtime') {
    if (!(await benchRealtime(console.log))) process.exitCode = 1
    return
  }
  await run(parsed.options, chooseTargets(parsed.options))
}

/** The direct target is always measured, because the others are compared with it. */
const chooseTargets = ({ targets, isScale }: BenchOptions): Target[] => {
  const all = isScale ? SCALE_TARGETS : TARGETS
  if (targets === null) return all
  const unknown = targets.filter((id) => !all.some((target) => target.id === id))
  if (unknown.length > 0)
    throw new Error(`There is no target ${unknown.join(', ')}. Known: ${all.map(({ id }) => id).join(', ')}`)
  return all.filter(({ id }) => id === 'direct' || targets.includes(id))
}

const run = async (options: BenchOptions, targets: Target[]): Promise<void> => {
  const directory = await mkdtemp(path.join(tmpdir(), 'gptget-bench-'))
  await chmod(directory, 0o755)
  const upstream = await startUpstream(repository)
  const load = startLoadGenerator()
  const { signal } = stopWhen(upstream.crashed, load)
  try {
    const cacheDirectory = resolveCacheDirectory(process.env)
    const surroundings = { upstreamUrl: upstream.url, cacheDirectory, directory, repository, report, signal }
    const { plan } = options
    const isComplete = await measure(
      { targets, plan, surroundings, load, upstreamPid: upstream.pid },
      options,
    )
    if (!isComplete) process.exitCode = 1
  } finally {
    load.stop()
    await upstream.stop()
    await rm(directory, { recursive: true, force: true })
  }
}

/** Measures and reports. Returns false if an installed target failed. */
const measure = async (run: RunOptions, { longMs, isScale, targets }: BenchOptions): Promise<boolean> => {
  if (longMs !== null) {
    const results = await runLong(run, longMs)
    console.log(describeLong(results))
    report(`written: ${(await writeLongResults(repository, results)).join(', ')}`)
    return hasAll(results)
  }
  const results = await runTargets(run)
  // The README's picture shows all targets.
  const picture = isScale ? 'scale' : targets === null ? 'latest' : 'some'
  const to = { repository, plan: run.plan, picture } as const
  console.log(printTable(results))
  report(`written: ${(await writeResults(to, results)).join(', ')}`)
  return hasAll(results)
}

const hasAll = (results: { status: string }[]): boolean => results.every(({ status }) => status !== 'failed')

/** Aborts the running measurement if the bench is stopped or the upstream has crashed, so that targets are stopped. */
const stopWhen = (crashed: Promise<string>, load: LoadGenerator): AbortController => {
  const stopping = new AbortController()
  const stop = (reason: string): void => {
    stopping.abort(new Error(reason))
    load.stop()
  }
  void crashed.then(stop)
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop(`Stopped by ${name}`))
  return stopping
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
