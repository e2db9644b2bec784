import { startTestNats } from '@gptget/testkit'
import type { TestServer } from '@gptget/testkit'
import { jetstreamManager } from '@nats-io/jetstream'
import { connect, nanos } from '@nats-io/transport-node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Bus, UsageEvent } from '../src/index.ts'
import { connectPair } from './connect-pair.ts'

const event = (generationId: string, costNanoUsd = 5n): UsageEvent => ({
  generationId,
  requestId: 'req_1',
  accountId: 'acct_1',
  keyId: 'key_1',
  leaseId: null,
  operation: 'chat',
  dialect: 'openai-chat',
  model: 'a/b',
  provider: 'a',
  upstreamModel: 'b',
  upstreamId: null,
  outcome: 'completed',
  isStream: false,
  finishReason: 'stop',
  nativeFinishReason: 'stop',
  usage: {
    inputTokens: 1,
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
    cacheWrite1hTokens: 0,
    audioInputTokens: 0,
    imageInputTokens: 0,
    outputTokens: 2,
    reasoningTokens: 0,
    audioOutputTokens: 0,
    imageOutputTokens: 0,
    isEstimated: false,
  },
  costNanoUsd,
  priceVersion: 'v1',
  attempts: [],
  excluded: [],
  error: null,
  startedAt: '2026-01-01T00:00:00.000Z',
  firstTokenMs: 1,
  durationMs: 2,
  userAgent: null,
  sessionId: null,
  origin: null,
})

let nats: TestServer
let router: Bus
let billing: Bus
let closeBoth: () => Promise<void>

beforeAll(async () => {
  nats = await startTestNats()
  const pair = await connectPair(nats.url)
  ;[router, billing] = pair.buses
  closeBoth = pair.closeBoth
})
afterAll(async () => {
  await closeBoth()
  await nats.stop()
})

describe('the usage stream', () => {
  it('keeps an event findable until it is consumed, stores it once, delivers again what was refused', async () => {
    await router.usage.publish(event('gen-1'))
    await router.usage.publish(event('gen-1', 999n))
    expect(await billing.usage.find('gen-1')).toEqual(event('gen-1'))
    expect(await billing.usage.find('gen-2')).toBeNull()
    expect(await billing.usage.waitUntilConsumed(50)).toBe(false)

    const seen: UsageEvent[] = []
    let refusals = 1
    const consumer = await billing.usage.consume({
      maxBatch: 10,
      onBatch: async (events) => {
        if (refusals-- > 0) throw new Error('the database is away')
        seen.push(...events)
      },
    })
    await expect.poll(() => seen, { timeout: 5_000 }).toEqual([event('gen-1')])
    expect(await billing.usage.waitUntilConsumed(1_000)).toBe(true)
    expect(await billing.usage.find('gen-1')).toBeNull()
    await consumer.stop()
  })

  it('brings what an earlier version set up to date', async () => {
    const connection = await connect({ servers: nats.url.replace('nats://', '') })
    const manager = await jetstreamManager(connection)
    await manager.consumers.update('USAGE', 'billing', { ack_wait: nanos(30_000) })
    await connection.close()
    const { closeBoth: closeLater } = await connectPair(nats.url)
    await closeLater()
    const again = await connect({ servers: nats.url.replace('nats://', '') })
    const { config } = await (await jetstreamManager(again)).consumers.info('USAGE', 'billing')
    await again.close()
    expect(config.ack_wait).toBe(nanos(10_000))
  })

  it('waits for NATS to come back', async () => {
    await nats.kill()
    const published = router.usage.publish(event('gen-3'))
    await nats.restart()
    await published
    expect(await billing.usage.find('gen-3')).toEqual(event('gen-3'))
  })
})
