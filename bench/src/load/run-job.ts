import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from 'undici'
import { quantile } from '../statistics.ts'
import { ask, connectTo, requestOf, type Answer, type Request } from './ask.ts'
import type { Job, JobResult, Quantiles } from './job.ts'

type Accumulator = {
  latencies: number[]
  firstEvents: number[]
  events: number
  failed: number
  firstFailure: string | null
}

/** Runs a job with new connections, and closes them. */
export const runJob = async (job: Job): Promise<JobResult> => {
  const { origins } = job.endpoint
  const clients = Array.from({ length: job.connections }, (_, index) =>
    connectTo(origins[index % origins.length]!),
  )
  const request = requestOf(job.endpoint, job.model, job.isStream)
  const accumulator: Accumulator = {
    latencies: [],
    firstEvents: [],
    events: 0,
    failed: 0,
    firstFailure: null,
  }
  const cpuBefore = process.cpuUsage()
  const startedAt = performance.now()
  const { held, heldUntilMs } =
    job.kind === 'loop'
      ? await loop(clients, request, job, accumulator)
      : await hold(clients, request, job.durationMs, accumulator)
  const elapsedMs = performance.now() - startedAt
  const { user, system } = process.cpuUsage(cpuBefore)
  await Promise.all(clients.map((client) => client.destroy()))
  return {
    answered: accumulator.latencies.length,
    failed: accumulator.failed,
    firstFailure: accumulator.firstFailure,
    elapsedMs,
    latencyMs: quantilesOf(accumulator.latencies),
    firstEventMs: quantilesOf(accumulator.firstEvents),
    events: accumulator.events,
    held,
    heldUntilMs,
    ownCpuMs: (user + system) / 1000,
  }
}

type Held = Pick<JobResult, 'held' | 'heldUntilMs'>

const loop = async (
  clients: Client[],
  request: Request,
  { durationMs, atMost = Number.POSITIVE_INFINITY }: Extract<Job, { kind: 'loop' }>,
  accumulator: Accumulator,
): Promise<Held> => {
  const deadline = performance.now() + durationMs
  let started = 0
  const onEvents = (count: number): void => {
    accumulator.events += count
  }
  await Promise.all(
    clients.map(async (client) => {
      while (performance.now() < deadline && started++ < atMost) {
        const answer = await ask(client, request, { onEvents })
        note(accumulator, answer)
        // Avoids millions of requests to a target that refuses at once.
        if (answer.kind === 'failed') await sleep(20)
      }
    }),
  )
  return { held: 0, heldUntilMs: 0 }
}

/** Long, because some targets open many streams slowly, and the test is whether they stay open. */
const OPEN_TIMEOUT_MS = 20_000

const hold = async (
  clients: Client[],
  request: Request,
  durationMs: number,
  accumulator: Accumulator,
): Promise<Held> => {
  const leave = new AbortController()
  const speaking = new Set<Client>()
  const asked = clients.map(async (client) => {
    const onEvents = (count: number): void => {
      accumulator.events += count
      speaking.add(client)
    }
    note(accumulator, await ask(client, request, { onEvents, signal: leave.signal }))
    speaking.delete(client)
  })
  const deadline = performance.now() + OPEN_TIMEOUT_MS
  while (speaking.size < clients.length && performance.now() < deadline) await sleep(100)
  await sleep(durationMs)
  const held = { held: speaking.size, heldUntilMs: Date.now() }
  leave.abort()
  await Promise.all(asked)
  return held
}

const note = (accumulator: Accumulator, answer: Answer): void => {
  if (answer.kind === 'answered') {
    accumulator.latencies.push(answer.latencyMs)
    if (!Number.isNaN(answer.firstEventMs)) accumulator.firstEvents.push(answer.firstEventMs)
  } else if (answer.kind === 'failed') {
    accumulator.failed += 1
    accumulator.firstFailure ??= answer.reason
  }
}

const quantilesOf = (values: number[]): Quantiles => {
  const sorted = Float64Array.from(values).sort()
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return { p50: quantile(sorted, 0.5), p99: quantile(sorted, 0.99), mean }
}
