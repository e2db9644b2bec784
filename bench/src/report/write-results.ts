import { execFileSync } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { cpus, loadavg, release, totalmem } from 'node:os'
import path from 'node:path'
import type { Plan } from '../measure/plan.ts'
import type { TargetResult } from '../run-targets.ts'
import type { LongResult } from '../run-long.ts'
import { drawResults } from './draw-results.ts'
import { summarise } from './summary.ts'

const RESULTS = 'bench/results'

/** Writes every round with the facts of machine and versions, and the picture. Returns the files. */
export const writeResults = async (
  repository: string,
  plan: Plan,
  results: TargetResult[],
): Promise<string[]> => {
  const direct = results.find(({ id }) => id === 'direct')!
  const targets = results.map((result) => ({ ...result, summary: summarise(result, direct) }))
  const file = await writeJson(repository, '', { plan, targets })
  const picture = path.join(RESULTS, 'latest.svg')
  await writeFile(path.join(repository, picture), drawResults(results, captionOf(plan)))
  return [file, picture]
}

/** Writes long runs with all their samples. Returns the file. */
export const writeLongResults = (repository: string, targets: LongResult[]): Promise<string> =>
  writeJson(repository, '-long', { targets })

const writeJson = async (repository: string, suffix: string, content: object): Promise<string> => {
  const date = new Date().toISOString()
  const file = path.join(RESULTS, `${date.slice(0, 19).replaceAll(':', '-')}${suffix}.json`)
  const facts = { date, ...commitOf(repository), machine: machineFacts(), node: process.versions.node }
  await mkdir(path.join(repository, RESULTS), { recursive: true })
  await writeFile(path.join(repository, file), `${JSON.stringify({ ...facts, ...content }, null, 2)}\n`)
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
    // A copy of the sources without their history.
    return { commit: 'unknown', hasUncommittedChanges: null }
  }
}
