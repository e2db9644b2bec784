import { execFileSync } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { cpus, loadavg, release, totalmem } from 'node:os'
import path from 'node:path'
import type { Plan } from '../measure/plan.ts'
import type { TargetResult } from '../run-targets.ts'
import type { LongResult } from '../run-long.ts'
import { drawResults } from './draw-results.ts'
import { summarise } from './summary.ts'

/** Kept in git; what quick runs write below is not. */
const RESULTS = 'bench/results'
const QUICK_RESULTS = 'bench/results/quick'

/** Writes every round with the facts of machine and versions, and the picture `<picture>.svg`. Returns the files. */
export const writeResults = async (
  { repository, plan, picture }: { repository: string; plan: Plan; picture: string },
  results: TargetResult[],
): Promise<string[]> => {
  const direct = results.find(({ id }) => id === 'direct')!
  const targets = results.map((result) => ({ ...result, summary: summarise(result, direct) }))
  const folder = plan.isQuick ? QUICK_RESULTS : RESULTS
  const drawn = path.join(folder, `${picture}.svg`)
  return [
    await writeJson(repository, path.join(folder, stampOf('')), { plan, targets }),
    await write(repository, drawn, drawResults(results, captionOf(plan))),
  ]
}

/** Writes long runs with all their samples. Returns the file. */
export const writeLongResults = (repository: string, targets: LongResult[]): Promise<string> =>
  writeJson(repository, path.join(RESULTS, stampOf('-long')), { targets })

const stampOf = (suffix: string): string =>
  `${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}${suffix}.json`

const writeJson = (repository: string, file: string, content: object): Promise<string> => {
  const date = new Date().toISOString()
  const facts = { date, ...commitOf(repository), machine: machineFacts(), node: process.versions.node }
  return write(repository, file, `${JSON.stringify({ ...facts, ...content }, null, 2)}\n`)
}

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
    // A copy of the sources without their history.
    return { commit: 'unknown', hasUncommittedChanges: null }
  }
}
