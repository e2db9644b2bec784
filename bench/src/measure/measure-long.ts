import type { Job } from '../load/job.ts'
import { readMemory, total } from '../processes/read-processes.ts'
import { slopeOf } from '../statistics.ts'
import { MODELS, type RunningTarget } from '../targets/target.ts'
import type { Bench } from './measure-round.ts'
import { STREAMS } from './plan.ts'

export type Sample = { atMs: number; bytes: number; byProcess: Record<string, number> }

/** A target's memory during a long run. */
export type LongRun = {
  minutes: number
  answered: number
  failures: string[]
  samples: Sample[]
  /** The slope of the later samples, in bytes per minute. */
  growthPerMinute: number
}

const SAMPLE_INTERVAL_MS = 5_000
const PART_MS = 10_000
const CONNECTIONS = 16
/** The share of the run in which pools and caches fill, and code is compiled. */
const WARM_UP_SHARE = 0.3

/** Alternates requests and streams for the given time. */
export const measureLong = async (
  bench: Bench,
  target: RunningTarget,
  durationMs: number,
): Promise<LongRun> => {
  const samples: Sample[] = []
  const failures: string[] = []
  const startedAt = performance.now()
  const sample = (): void => {
    const byProcess = readMemory(target.pids)
    samples.push({ atMs: performance.now() - startedAt, bytes: total(byProcess), byProcess })
  }
  const timer = setInterval(sample, SAMPLE_INTERVAL_MS)
  let answered = 0
  try {
    for (let isStream = false; performance.now() - startedAt < durationMs; isStream = !isStream) {
      const result = await bench.load.run(partOf(target, isStream))
      answered += result.answered
      if (result.failed > 0) failures.push(`${result.failed} failed, first: ${result.firstFailure}`)
      const { bytes } = samples.at(-1) ?? { bytes: 0 }
      const minutes = (performance.now() - startedAt) / 60_000
      bench.report(`${minutes.toFixed(1)} min, ${(bytes / 1024 ** 2).toFixed(0)} MiB, ${answered} answered`)
    }
    sample()
  } finally {
    clearInterval(timer)
  }
  const minutes = (performance.now() - startedAt) / 60_000
  return { minutes, answered, failures, samples, growthPerMinute: growthOf(samples) }
}

const partOf = ({ endpoint }: RunningTarget, isStream: boolean): Job => ({
  kind: 'loop',
  endpoint,
  isStream,
  model: isStream ? MODELS.stream : MODELS.plain,
  connections: isStream ? STREAMS : CONNECTIONS,
  durationMs: PART_MS,
})

/** The growth in bytes per minute after the warm-up. */
export const growthOf = (samples: readonly Pick<Sample, 'atMs' | 'bytes'>[]): number => {
  const endMs = samples.at(-1)?.atMs ?? 0
  const warm = samples.filter(({ atMs }) => atMs >= endMs * WARM_UP_SHARE)
  return slopeOf(warm.map(({ atMs, bytes }) => ({ x: atMs / 60_000, y: bytes })))
}
