import type { Plan } from '../measure/plan.ts'
import type { LongResult } from '../run-long.ts'
import type { TargetResult } from '../run-targets.ts'
import { summarise } from './summary.ts'
import { summariseLong } from './summarise-long.ts'

/** When, where and of which sources a run was made. */
export type Facts = { date: string; commit: string; machine: object; node: string }

/** What is kept of a run: the medians of each target, without its rounds and samples. */
export type PublishedRun = Facts & { kind: string; rounds: number; targets: object[] }

/** What is kept of rounds. `kind` is the name of the run's picture. */
export const publishRounds = (
  facts: Facts,
  { kind, plan }: { kind: string; plan: Pick<Plan, 'rounds'> },
  results: readonly TargetResult[],
): PublishedRun => {
  const direct = results.find(({ id }) => id === 'direct')!
  const targets = results.map(({ rounds, ...target }) => ({
    ...target,
    failures: rounds.flatMap(({ failures }) => failures).length,
    summary: summarise({ ...target, rounds }, direct),
  }))
  return { kind, ...facts, rounds: plan.rounds, targets }
}

/** What is kept of long runs. */
export const publishLong = (facts: Facts, results: readonly LongResult[]): PublishedRun => {
  const targets = results.map(({ run, ...target }) => ({ ...target, summary: run && summariseLong(run) }))
  return { kind: 'long', ...facts, rounds: 1, targets }
}

/** The text of the file of kept runs with one more, a line for each target. `text` is the file's so far, or ''. */
export const addRun = (text: string, run: PublishedRun): string => {
  const runs = [...(text === '' ? [] : (JSON.parse(text) as PublishedRun[])), run]
  return `[\n${runs.map(printRun).join(',\n')}\n]\n`
}

const printRun = ({ targets, ...facts }: PublishedRun): string => {
  const lines = targets.map((target) => `      ${JSON.stringify(target, shorten)}`)
  return `  ${JSON.stringify(facts).slice(0, -1)},\n    "targets": [\n${lines.join(',\n')}\n    ]}`
}

/** Four digits that count: measurements are no better than that. */
const shorten = (_: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value
