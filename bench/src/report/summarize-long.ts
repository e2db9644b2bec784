import type { LongRun } from '../measure/measure-long.ts'

/** The summary of a long run. Memory in MiB: first, last and maximum. */
export type LongSummary = {
  minutes: number
  answered: number
  failures: string[]
  memoryMiB: { first: number; last: number; most: number }
  memoryMiBByProcess: Record<string, { first: number; last: number }>
  growthMiBPerMinute: number
}

export const summarizeLong = (run: LongRun): LongSummary => {
  const { minutes, answered, failures, samples, growthPerMinute } = run
  const [first, last] = [samples[0]!, samples.at(-1)!]
  const most = samples.reduce((highest, { bytes }) => Math.max(highest, bytes), 0)
  return {
    minutes,
    answered,
    failures,
    memoryMiB: { first: mebi(first.bytes), last: mebi(last.bytes), most: mebi(most) },
    memoryMiBByProcess: Object.fromEntries(
      Object.entries(last.byProcess).map(([name, bytes]) => [
        name,
        { first: mebi(first.byProcess[name] ?? 0), last: mebi(bytes) },
      ]),
    ),
    growthMiBPerMinute: mebi(growthPerMinute),
  }
}

const mebi = (bytes: number): number => bytes / 1024 ** 2
