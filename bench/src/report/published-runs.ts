import type { Plan } from '../measure/plan.ts'
import type { LongResult } from '../run-long.ts'
import type { TargetResult } from '../run-targets.ts'
import { summarize } from './summary.ts'
import { summarizeLong } from './summarize-long.ts'

/** The date, machine and commit of a run. */
export type Facts = { date: string; commit: string; machine: object; node: string }

/** The stored part of a run: the medians of each target, without rounds and samples. */
export type PublishedRun = Facts & { kind: string; rounds: number; targets: object[] }

/** Summarizes rounds for storage. `kind` is the name of the run's picture. */
export const publishRounds = (
  facts: Facts,
  { kind, plan }: { kind: string; plan: Pick<Plan, 'rounds'> },
  results: readonly TargetResult[],
): PublishedRun => {
  const direct = results.find(({ id }) => id === 'direct')!
  const targets = results.map(({ rounds, ...target }) => ({
    ...target,
    failures: rounds.flatMap(({ failures }) => failures).length,
    summary: summarize({ ...target, rounds }, direct),
  }))
  return { kind, ...facts, rounds: plan.rounds, targets }
}

/** Summarizes long runs for storage. */
export const publishLong = (facts: Facts, results: readonly LongResult[]): PublishedRun => {
  const targets = results.map(({ run, ...target }) => ({ ...target, summary: run && summarizeLong(run) }))
  return { kind: 'long', ...facts, rounds: 1, targets }
}

/** Adds a run to the text of the summary file, with a line for each target. `text` is the current text, or ''. */
export const addRun = (text: string, run: PublishedRun): string => {
  const runs = [...(text === '' ? [] : (JSON.parse(text) as PublishedRun[])), run]
  return `[\n${runs.map(printRun).join(',\n')}\n]\n`
}

const printRun = ({ targets, ...facts }: PublishedRun): string => {
  const lines = targets.map((target) => `      ${JSON.stringify(target, shorten)}`)
  return `  ${JSON.stringify(facts).slice(0, -1)},\n    "targets": [\n${lines.join(',\n')}\n    ]}`
}

/** Rounds to four significant digits, the precision of the measurements. */
const shorten = (_: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value
