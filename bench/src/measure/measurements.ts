import type { CpuByName } from '../processes/read-processes.ts'

/** The cost of work: CPU time of the target's processes per unit of work. */
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

/** The measurements of one target in one round. */
export type Round = {
  /** The time to become ready, and the memory then; `firstPerRequest`: the cost of each of the first 1,000 requests. */
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
  /** Only measured in the last round. */
  held: Held | null
  /** Descriptions of failures; empty if every answer was complete. */
  failures: string[]
}

export type Held = { streams: number; asked: number; peakBytes: number; byProcess: Record<string, number> }
