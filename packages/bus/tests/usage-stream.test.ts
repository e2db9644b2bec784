import { startTestNats } from '@gptget/testkit'
import type { TestServer } from '@gptget/testkit'
import { jetstream, jetstreamManager } from '@nats-io/jetstream'
import { connect, nanos } from '@nats-io/transport-node'
import type { NatsConnection } from '@nats-io/transport-node'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { connectBus } from '../src/index.ts'
import type { Bus, UnreadableUsage } from '../src/index.ts'
import type { UsageEvent } from '@gptget/contracts'

const event = (id: string, costNanoUsd = 5n): UsageEvent => ({
  kind: 'generation',
  id,
  accountId: 'acct_1',
  keyId: 'key_1',
  leaseId: null,
  product: 'a/b',
  lines: [
    { unit: 'input_tokens', quantity: 1, rateNanoUsd: 1_000_000n, costNanoUsd: 1n },
    { unit: 'output_tokens', quantity: 2, rateNanoUsd: 2_000_000n, costNanoUsd: 4n },
  ],
  costNanoUsd,
  byok: { upstreamCostNanoUsd: 100n, feeBasisPoints: 500 },
  priceVersion: 'v1',
  startedAt: '2026-01-01T00:00:00.000Z',
  details: {
    requestId: 'req_1',
    operation: 'chat',
    dialect: 'openai-chat',
    provider: 'a',
    upstreamModel: 'b',
    upstreamId: null,
    outcome: 'completed',
    isStream: false,
    finishReason: 'stop',
    nativeFinishReason: 'stop',
    isEstimated: false,
    attempts: [],
    excluded: [],
    error: null,
    firstTokenMs: 1,
    durationMs: 2,
    userAgent: null,
    sessionId: null,
    origin: null,
  },
})

/** As routers stored it before charges had lines. */
const earlierEvent = (generationId: string) => ({
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
  costNanoUsd: '5',
  isByok: true,
  upstreamCostNanoUsd: '100',
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
let connection: NatsConnection
const complaints: string[] = []
const onError = (_error: unknown, what: string): void => void complaints.push(what)

beforeAll(async () => {
  nats = await startTestNats()
  router = await connectBus({ url: nats.url, name: 'test', onError })
  billing = await connectBus({ url: nats.url, name: 'test', onError })
  connection = await connect({ servers: nats.url.replace('nats://', '') })
})
/** Each test begins with nothing stored. The stream is created at first use. */
beforeEach(async () => {
  const { streams } = await jetstreamManager(connection)
  for await (const name of streams.names()) await streams.purge(name)
})
afterAll(async () => {
  await Promise.all([router.close(), billing.close(), connection.close()])
  await nats.stop()
})

const storedMessages = async (): Promise<number> => {
  const manager = await jetstreamManager(connection)
  return (await manager.streams.info('USAGE')).state.messages
}

const write = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value)

/** Stores a message unchanged; bigints as the codec would write them. */
const publishRaw = async (content: unknown): Promise<void> => {
  const text = typeof content === 'string' ? content : JSON.stringify(content, write)
  await jetstream(connection).publish('usage.test', text)
}

const consume = async (onBatch: () => Promise<void> = async () => {}) => {
  const seen: UsageEvent[] = []
  const unreadable: UnreadableUsage[] = []
  const batches: number[] = []
  const { stop } = await billing.usage.consume({
    maxBatch: 200,
    onBatch: async (events, others) => {
      await onBatch()
      seen.push(...events)
      unreadable.push(...others)
      batches.push(events.length)
    },
  })
  const stopAndUnsubscribe = async (): Promise<void> => {
    await stop()
    await billing.flush()
  }
  return { seen, unreadable, batches, stop: stopAndUnsubscribe }
}

const byId = (events: readonly UsageEvent[]): UsageEvent[] =>
  events.toSorted((one, two) => one.id.localeCompare(two.id))

const askOften = async (side: number): Promise<void> => {
  for (let round = 0; round < 15; round++) {
    await router.usage.publish(event(`side-${side}-${round}`))
    await billing.usage.find(`side-${side}-${round}`)
  }
}

describe('the usage stream', () => {
  it('keeps an event findable until it is consumed, and delivers refused events again', async () => {
    await router.usage.publish(event('gen-1'))
    expect(await billing.usage.find('gen-1')).toEqual(event('gen-1'))
    expect(await billing.usage.find('gen-2')).toBeNull()
    expect(await billing.usage.waitUntilConsumed(50)).toBe(false)
    expect(await billing.usage.countWaiting()).toBe(1)

    let refusals = 1
    const { seen, stop } = await consume(async () => {
      if (refusals-- > 0) throw new Error('the database is away')
    })
    await expect.poll(() => seen, { timeout: 5_000 }).toEqual([event('gen-1')])
    expect(await billing.usage.waitUntilConsumed(1_000)).toBe(true)
    expect(await billing.usage.countWaiting()).toBe(0)
    expect(await billing.usage.find('gen-1')).toBeNull()
    await stop()
  })

  it('stores events that arrive while it is busy in few messages, in order, and finds each of them', async () => {
    const before = await storedMessages()
    const events = Array.from({ length: 700 }, (_, index) => event(`gen-many-${index}`))
    await Promise.all(events.map((one) => router.usage.publish(one)))
    expect((await storedMessages()) - before).toBeLessThan(10)
    for (const one of [events[0]!, events[350]!, events[699]!])
      expect(await billing.usage.find(one.id)).toEqual(one)

    const { seen, batches, stop } = await consume()
    await expect.poll(() => seen.length, { timeout: 5_000 }).toBe(700)
    expect(seen).toEqual(events)
    expect(batches.length).toBeLessThan(10)
    await stop()
  })

  it('finds an event however many wait before and behind it', async () => {
    for (let index = 0; index < 600; index++) await publishRaw([event(`gen-behind-${index}`)])
    for (const index of [0, 300, 599])
      expect(await billing.usage.find(`gen-behind-${index}`)).toEqual(event(`gen-behind-${index}`))
    const { seen, stop } = await consume()
    await expect.poll(() => seen.length, { timeout: 10_000 }).toBe(600)
    await stop()
  })

  it('is written, consumed and searched by many at once without blocking NATS', async () => {
    const { seen, stop } = await consume()
    await Promise.all(Array.from({ length: 32 }, (_, side) => askOften(side)))
    const all = (): number => new Set(seen.map(({ id }) => id)).size
    await expect.poll(all, { timeout: 5_000 }).toBe(32 * 15)
    await stop()
  })

  it('delivers what its own process stored as it was, again after a refusal, and sets the absurd aside', async () => {
    const other = { ...event('gen-other'), lines: [] }
    const own = [event('gen-own'), event('gen-own-too', 7n)]
    const absurd = { ...event('gen-absurd'), lines: [{ ...event('').lines[0]!, quantity: 2 ** 60 }] }
    let refusals = 1
    const { seen, unreadable, stop } = await consume(async () => {
      if (refusals-- > 0) throw new Error('the database is away')
    })
    await Promise.all(own.map((one) => billing.usage.publish(one)))
    await Promise.all([router.usage.publish(other), billing.usage.publish(absurd)])
    await expect.poll(() => byId(seen), { timeout: 5_000 }).toEqual(byId([...own, other]))
    await expect
      .poll(() => unreadable.map(({ text }) => text))
      .toEqual([expect.stringContaining('gen-absurd')])
    await stop()
  })

  it('passes on unreadable data unchanged, and reads what was stored with it', async () => {
    await publishRaw('{"gen')
    const absurd = { ...event('gen-absurd'), lines: [{ unit: 'input_tokens', quantity: 2 ** 60 }] }
    await publishRaw([event('gen-a'), { id: 'gen-bad' }, absurd, event('gen-b')])
    await publishRaw(event('gen-c'))
    const { seen, unreadable, stop } = await consume()
    await expect.poll(() => seen.map(({ id }) => id)).toEqual(['gen-a', 'gen-b', 'gen-c'])
    expect(unreadable.map(({ text }) => text)).toEqual([
      '{"gen',
      '{"id":"gen-bad"}',
      JSON.stringify(absurd, write),
    ])
    for (const { reason } of unreadable) expect(reason).not.toBe('')
    expect(await billing.usage.waitUntilConsumed(1_000)).toBe(true)
    await stop()
  })

  it('reads events from before charges had lines, alone or among others', async () => {
    await publishRaw(earlierEvent('gen-old-alone'))
    await publishRaw([earlierEvent('gen-old'), event('gen-new')])
    const read = {
      ...event('gen-old'),
      lines: [
        { unit: 'input_tokens', quantity: 1, rateNanoUsd: null, costNanoUsd: null },
        { unit: 'output_tokens', quantity: 2, rateNanoUsd: null, costNanoUsd: null },
      ],
      byok: { upstreamCostNanoUsd: 100n, feeBasisPoints: null },
    }
    expect(await billing.usage.find('gen-old')).toEqual(read)
    const { seen, unreadable, stop } = await consume()
    await expect.poll(() => seen).toEqual([{ ...read, id: 'gen-old-alone' }, read, event('gen-new')])
    expect(unreadable).toEqual([])
    await stop()
  })

  it('updates the settings of an earlier version', async () => {
    const manager = await jetstreamManager(connection)
    await manager.consumers.update('USAGE', 'billing', { ack_wait: nanos(30_000) })
    const later = await connectBus({ url: nats.url, name: 'test', onError: () => {} })
    await later.close()
    const { config } = await manager.consumers.info('USAGE', 'billing')
    expect(config.ack_wait).toBe(nanos(10_000))
  })

  it('waits for NATS to return', async () => {
    await nats.kill()
    const published = router.usage.publish(event('gen-3'))
    await nats.restart()
    await published
    expect(await billing.usage.find('gen-3')).toEqual(event('gen-3'))
  })
})
