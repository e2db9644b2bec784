import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { cpus, loadavg, release, totalmem } from 'node:os'
import path from 'node:path'
import type { Plan } from '../measure/plan.ts'
import type { TargetResult } from '../run-targets.ts'
import type { LongResult } from '../run-long.ts'
import { drawResults } from './draw-results.ts'
import { addRun, publishLong, publishRounds, type Facts, type PublishedRun } from './published-runs.ts'

/** Git tracks the files in this folder and ignores its subfolders. */
const RESULTS = 'bench/results'
const SUMMARY = 'bench/results/summary.json'
const RAW_RESULTS = 'bench/results/raw'
const QUICK_RESULTS = 'bench/results/quick'

/**
 * Writes every round, and the picture `<picture>.svg`. For a run with all targets of its kind, adds the medians to the
 * summary. Returns the files.
 */
export const writeResults = async (
  { repository, plan, picture }: { repository: string; plan: Plan; picture: 'latest' | 'scale' | 'some' },
  results: TargetResult[],
): Promise<string[]> => {
  const facts = factsOf(repository)
  const isWhole = !plan.isQuick && picture !== 'some'
  const [raw, drawn] = plan.isQuick
    ? [QUICK_RESULTS, QUICK_RESULTS]
    : [RAW_RESULTS, isWhole ? RESULTS : RAW_RESULTS]
  return [
    await writeJson(repository, path.join(raw, stampOf('')), { ...facts, plan, targets: results }),
    await write(repository, path.join(drawn, `${picture}.svg`), drawResults(results, captionOf(plan))),
    ...(isWhole ? [await keep(repository, publishRounds(facts, { kind: picture, plan }, results))] : []),
  ]
}

/** Writes long runs with all samples, and adds their results to the summary. Returns the files. */
export const writeLongResults = async (repository: string, targets: LongResult[]): Promise<string[]> => {
  const facts = factsOf(repository)
  return [
    await writeJson(repository, path.join(RAW_RESULTS, stampOf('-long')), { ...facts, targets }),
    await keep(repository, publishLong(facts, targets)),
  ]
}

const keep = async (repository: string, run: PublishedRun): Promise<string> => {
  const file = path.join(repository, SUMMARY)
  const text = existsSync(file) ? await readFile(file, 'utf8') : ''
  return write(repository, SUMMARY, addRun(text, run))
}

const stampOf = (suffix: string): string =>
  `${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}${suffix}.json`

const factsOf = (repository: string): Facts => ({
  date: new Date().toISOString(),
  ...commitOf(repository),
  machine: machineFacts(),
  node: process.versions.node,
})

const writeJson = (repository: string, file: string, content: object): Promise<string> =>
  write(repository, file, `${JSON.stringify(content, null, 2)}\n`)

const write = async (repository: string, file: string, text: string): Promise<string> => {
  const target = path.join(repository, file)
  await mkdir(path.dirname(target), { recursive: true })
  await writeFile(target, text)
  return file
}

const captionOf = ({ rounds }: Plan): string => {
  const { cpu, cores } = machineFacts()
  const date = new Date().toISOString().slice(0, 10)
  return `${date}, ${cores} cores (${cpu}), medians of ${rounds} round${rounds === 1 ? '' : 's'}; load generator and upstream on the same cores`
}

const machineFacts = () => ({
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memoryGiB: Math.round((totalmem() / 1024 ** 3) * 10) / 10,
  kernel: release(),
  loadAverage: loadavg(),
})

const commitOf = (repository: string): { commit: string; hasUncommittedChanges: boolean | null } => {
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: repository, encoding: 'utf8' }).trim()
  try {
    return { commit: git('rev-parse', 'HEAD'), hasUncommittedChanges: git('status', '--porcelain') !== '' }
  } catch {
    // The sources are a copy without a Git history.
    return { commit: 'unknown', hasUncommittedChanges: null }
  }
}
