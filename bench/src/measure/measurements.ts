import type { CpuByName } from '../processes/read-processes.ts'

/** Cost of work: CPU of the target's processes over how much was done. */
export type Cost = { cpuMs: number; byProcess: CpuByName }

export type LoadMeasurement = {
  concurrency: number
  requestsPerSecond: number
  p50Ms: number
  p99Ms: number
  perRequest: Cost
  generatorCpuMs: number
  upstreamCpuMs: number
}

/** What one round found out about one target. */
export type Round = {
  /** From its start, and before anything was asked of it; `firstPerRequest`: of its first thousand requests. */
  start: { readyMs: number; restBytes: number; firstPerRequest: Cost }
  latency: { p50Ms: number; p99Ms: number }
  loads: LoadMeasurement[]
  stream: {
    firstEventP50Ms: number
    firstEventP99Ms: number
    streams: number
    events: number
    per1000Events: Cost
    generatorCpuMs: number
    upstreamCpuMs: number
  }
  /** Measured in the last round only. */
  held: Held | null
  /** What went wrong, in words; empty when every answer was whole. */
  failures: string[]
}

export type Held = { streams: number; asked: number; peakBytes: number; byProcess: Record<string, number> }
