import { setTimeout as sleep } from 'node:timers/promises'
import type { Job, JobResult } from '../load/job.ts'
import type { LoadGenerator } from '../load/start-load.ts'
import {
  cpuBetween,
  readAllMemory,
  readCpu,
  readMemory,
  total,
  type CpuByName,
} from '../processes/read-processes.ts'
import { MODELS, type RunningTarget } from '../targets/target.ts'
import type { Cost, Held, LoadMeasurement, Round } from './measurements.ts'
import { CONCURRENCIES, FIRST_REQUESTS, HELD_STREAMS, STREAMS, type Plan } from './plan.ts'

export type Bench = { load: LoadGenerator; upstreamPid: number; report: (line: string) => void }

/** Work that begins at the start has ended after this time. */
const REST_AFTER_MS = 3_000
const FIRST_REQUESTS_TIMEOUT_MS = 60_000

/** Work after an answer, such as booking its usage, counts as part of its cost. */
const AFTERMATH_MS = 400

type Measured = JobResult & { cpu: CpuByName; upstreamCpuMs: number }

/** Measures a running target once. Failures are recorded in the round and do not stop it. */
export const measureRound = async (
  bench: Bench,
  target: RunningTarget & { readyMs: number },
  plan: Plan,
  hasHold: boolean,
): Promise<Round> => {
  const failures: string[] = []
  const run = async (what: string, job: Omit<Job, 'endpoint'>): Promise<Measured> => {
    const before = [readCpu(target.pids), readCpu([bench.upstreamPid])] as const
    const result = await bench.load.run({ endpoint: target.endpoint, ...job } as Job)
    if (target.pids.length > 0) await sleep(AFTERMATH_MS)
    if (result.failed > 0) failures.push(`${what}: ${result.failed} failed, first: ${result.firstFailure}`)
    return {
      ...result,
      cpu: cpuBetween(before[0], readCpu(target.pids)),
      upstreamCpuMs: total(cpuBetween(before[1], readCpu([bench.upstreamPid]))),
    }
  }
  const plain = (connections: number, durationMs: number, atMost?: number) => {
    const limit = atMost === undefined ? {} : { atMost }
    const job = {
      kind: 'loop',
      model: MODELS.plain,
      isStream: false,
      connections,
      durationMs,
      ...limit,
    } as const
    return run(`${connections} at once`, job)
  }
  bench.report('at rest, and its first requests')
  await sleep(REST_AFTER_MS)
  const restBytes = total(readAllMemory(target.pids))
  const earliest = await plain(10, FIRST_REQUESTS_TIMEOUT_MS, FIRST_REQUESTS)
  // Each process of a target compiles its own code.
  const warmUp = await plain(32, plan.warmUpMs * target.endpoint.origins.length)
  if (warmUp.answered === 0) throw new Error(`it answers nothing: ${warmUp.firstFailure}`)
  await plain(1, plan.warmUpMs / 4)
  bench.report('latency')
  const alone = await plain(1, plan.latencyMs)
  const loads: LoadMeasurement[] = []
  for (const concurrency of CONCURRENCIES) {
    bench.report(`${concurrency} at once`)
    loads.push(describeLoad(concurrency, await plain(concurrency, plan.loadMs)))
  }
  bench.report('streams')
  const streamed = (what: string, model: string, connections: number, durationMs: number) =>
    run(what, { kind: 'loop', model, isStream: true, connections, durationMs })
  const first = await streamed('a stream alone', MODELS.plain, 1, plan.firstEventMs)
  await streamed('streams to warm up with', MODELS.stream, STREAMS, plan.streamMs / 2)
  const streams = await streamed(`${STREAMS} streams`, MODELS.stream, STREAMS, plan.streamMs)
  if (hasHold) bench.report(`${HELD_STREAMS} streams held`)
  return {
    start: {
      readyMs: target.readyMs,
      restBytes,
      firstPerRequest: costOf(earliest.cpu, earliest.answered),
    },
    latency: { p50Ms: alone.latencyMs.p50, p99Ms: alone.latencyMs.p99 },
    loads,
    stream: {
      firstEventP50Ms: first.firstEventMs.p50,
      firstEventP99Ms: first.firstEventMs.p99,
      streams: streams.answered,
      events: streams.events,
      per1000Events: costOf(streams.cpu, streams.events / 1000),
      generatorCpuMs: streams.ownCpuMs,
      upstreamCpuMs: streams.upstreamCpuMs,
    },
    held: hasHold ? await holdStreams(target, plan, run) : null,
    failures,
  }
}

const describeLoad = (concurrency: number, measured: Measured): LoadMeasurement => ({
  concurrency,
  requestsPerSecond: measured.answered / (measured.elapsedMs / 1000),
  p50Ms: measured.latencyMs.p50,
  p99Ms: measured.latencyMs.p99,
  perRequest: costOf(measured.cpu, measured.answered),
  generatorCpuMs: measured.ownCpuMs / measured.answered,
  upstreamCpuMs: measured.upstreamCpuMs / measured.answered,
})

const costOf = (cpu: CpuByName, count: number): Cost => ({
  cpuMs: total(cpu) / count,
  byProcess: Object.fromEntries(Object.entries(cpu).map(([name, ms]) => [name, ms / count])),
})

const MEMORY_INTERVAL_MS = 500

const holdStreams = async (
  target: RunningTarget,
  { holdMs }: Plan,
  run: (what: string, job: Omit<Job, 'endpoint'>) => Promise<Measured>,
): Promise<Held> => {
  const samples: { atMs: number; memory: Record<string, number> }[] = []
  const sample = (): void => void samples.push({ atMs: Date.now(), memory: readMemory(target.pids) })
  sample()
  const timer = setInterval(sample, MEMORY_INTERVAL_MS)
  const job = {
    kind: 'hold',
    model: MODELS.idle,
    isStream: true,
    connections: HELD_STREAMS,
    durationMs: holdMs,
  } as const
  const { held, heldUntilMs } = await run('streams held', job)
  clearInterval(timer)
  // The memory for closing all streams at once does not count as memory for holding them.
  const { memory: peak } = samples
    .filter(({ atMs }) => atMs <= heldUntilMs)
    .reduce((most, other) => (total(other.memory) > total(most.memory) ? other : most))
  return { streams: held, asked: HELD_STREAMS, peakBytes: total(peak), byProcess: peak }
}
