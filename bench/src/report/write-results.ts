import { execFileSync } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { cpus, loadavg, release, totalmem } from 'node:os'
import path from 'node:path'
import type { Plan } from '../measure/plan.ts'
import type { TargetResult } from '../run-targets.ts'
import { summarise } from './summary.ts'

/** Writes every round with the facts of machine and versions. Returns the files. */
export const writeResults = async (input: {
  repository: string
  results: TargetResult[]
  plan: Plan
}): Promise<string[]> => {
  const { repository, results, plan } = input
  const directory = path.join(repository, 'bench/results')
  await mkdir(directory, { recursive: true })
  const date = new Date().toISOString()
  const direct = results.find(({ id }) => id === 'direct')!
  const content = {
    date,
    ...commitOf(repository),
    machine: machineFacts(),
    node: process.versions.node,
    plan,
    targets: results.map((result) => ({ ...result, summary: summarise(result, direct) })),
  }
  const file = path.join(directory, `${date.slice(0, 19).replaceAll(':', '-')}.json`)
  await writeFile(file, `${JSON.stringify(content, null, 2)}\n`)
  return [path.relative(repository, file)]
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
