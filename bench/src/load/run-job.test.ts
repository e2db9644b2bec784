import { startInstantUpstream } from '@gptget/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Job } from './job.ts'
import { runJob } from './run-job.ts'

let upstream: Awaited<ReturnType<typeof startInstantUpstream>>
beforeAll(async () => {
  upstream = await startInstantUpstream()
})
afterAll(() => upstream.stop())

const run = (job: Partial<Job>) => {
  const endpoint = { origins: [upstream.url], path: '/v1/chat/completions', headers: {}, modelPrefix: '' }
  const plain = {
    endpoint,
    kind: 'loop',
    model: 'instant-5',
    isStream: false,
    connections: 2,
    durationMs: 50,
  }
  return runJob({ ...plain, ...job } as Job)
}

describe('the load generator', () => {
  it('counts complete answers and measures their time', async () => {
    const { answered, failed, latencyMs, ownCpuMs } = await run({})
    expect(answered).toBeGreaterThanOrEqual(2)
    expect(failed).toBe(0)
    expect(latencyMs.p50).toBeGreaterThan(0)
    expect(latencyMs.p99).toBeGreaterThanOrEqual(latencyMs.p50)
    expect(ownCpuMs).toBeGreaterThan(0)
  })

  it('counts every event of every stream, and measures the time to the first', async () => {
    const { answered, events, firstEventMs, latencyMs } = await run({ model: 'paced-10-2', isStream: true })
    // Role, ten tokens, finish, usage, [DONE].
    expect(events).toBe(answered * 14)
    expect(firstEventMs.p50).toBeLessThan(latencyMs.p50)
  })

  it('counts failures and describes the first', async () => {
    const { answered, failed, firstFailure } = await run({ model: 'unknown' })
    expect(answered).toBe(0)
    expect(failed).toBeGreaterThanOrEqual(2)
    expect(firstFailure).toMatch(/^HTTP 404: .*instant-N/)
  })

  it('holds all streams open at once, and then disconnects', async () => {
    const job = { kind: 'hold', model: 'paced-10000-20', isStream: true, connections: 20 } as const
    const { held, answered, failed } = await run(job)
    expect({ held, answered, failed }).toEqual({ held: 20, answered: 0, failed: 0 })
  })
})
