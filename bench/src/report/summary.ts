import type { Round } from '../measure/measurements.ts'
import type { TargetResult } from '../run-targets.ts'
import { spreadOf, type Spread } from '../statistics.ts'

/** The summary of a target's rounds. In milliseconds, unless the name has another unit. */
export type Summary = {
  readyMs: Spread
  restMiB: Spread
  /** The cost of its first 1,000 requests. */
  firstCpuMsPerRequest: Spread
  addedP50Ms: Spread
  addedP99Ms: Spread
  addedFirstEventMs: Spread
  loads: { concurrency: number; requestsPerSecond: Spread; p99Ms: Spread; cpuMsPerRequest: Spread }[]
  cpuMsPer1000Events: Spread
  /** CPU time at the middle concurrency, by process. */
  cpuMsPerRequestByProcess: Record<string, number>
  cpuMsPer1000EventsByProcess: Record<string, number>
  generatorCpuMsPerRequest: number
  upstreamCpuMsPerRequest: number
  heldStreams: number | null
  peakMiB: number | null
}

const MIDDLE = 1

/** Summarizes a target. Its latency is compared with the direct target in the same round. Null without rounds. */
export const summarize = ({ rounds }: TargetResult, direct: TargetResult): Summary | null => {
  if (rounds.length === 0) return null
  const spread = (pick: (round: Round, index: number) => number): Spread => spreadOf(rounds.map(pick))
  const added = (pick: (round: Round) => number): Spread =>
    spread((round, index) => pick(round) - pick(direct.rounds[index] ?? direct.rounds.at(-1) ?? round))
  const held = rounds.at(-1)?.held
  return {
    readyMs: spread(({ start }) => start.readyMs),
    restMiB: spread(({ start }) => start.restBytes / 1024 / 1024),
    firstCpuMsPerRequest: spread(({ start }) => start.firstPerRequest.cpuMs),
    addedP50Ms: added(({ latency }) => latency.p50Ms),
    addedP99Ms: added(({ latency }) => latency.p99Ms),
    addedFirstEventMs: added(({ stream }) => stream.firstEventP50Ms),
    loads: rounds[0]!.loads.map(({ concurrency }, index) => ({
      concurrency,
      requestsPerSecond: spread(({ loads }) => loads[index]!.requestsPerSecond),
      p99Ms: spread(({ loads }) => loads[index]!.p99Ms),
      cpuMsPerRequest: spread(({ loads }) => loads[index]!.perRequest.cpuMs),
    })),
    cpuMsPer1000Events: spread(({ stream }) => stream.per1000Events.cpuMs),
    cpuMsPerRequestByProcess: mediansByName(rounds.map(({ loads }) => loads[MIDDLE]!.perRequest.byProcess)),
    cpuMsPer1000EventsByProcess: mediansByName(rounds.map(({ stream }) => stream.per1000Events.byProcess)),
    generatorCpuMsPerRequest: spread(({ loads }) => loads[MIDDLE]!.generatorCpuMs).median,
    upstreamCpuMsPerRequest: spread(({ loads }) => loads[MIDDLE]!.upstreamCpuMs).median,
    heldStreams: held?.streams ?? null,
    peakMiB: held ? held.peakBytes / 1024 / 1024 : null,
  }
}

/** The cost of a request at the middle concurrency. */
export const cpuPerRequest = (summary: Summary): Spread => summary.loads[MIDDLE]!.cpuMsPerRequest

const mediansByName = (rounds: Record<string, number>[]): Record<string, number> =>
  Object.fromEntries(
    Object.keys(rounds[0] ?? {}).map((name) => [
      name,
      spreadOf(rounds.map((round) => round[name] ?? 0)).median,
    ]),
  )
