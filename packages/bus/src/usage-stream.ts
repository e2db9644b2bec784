import {
  AckPolicy,
  DiscardPolicy,
  JetStreamApiError,
  RetentionPolicy,
  StorageType,
  jetstream,
  jetstreamManager,
} from '@nats-io/jetstream'
import type { JetStreamClient, JetStreamManager, JsMsg } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'
import { nanos } from '@nats-io/transport-node'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { UsageStream } from './bus.ts'
import { jsonPayload, readJson } from './stream/frames.ts'
import { usageEvent } from './subjects/generations.ts'
import type { UsageEvent } from './subjects/generations.ts'

const STREAM = 'USAGE'
const CONSUMER = 'billing'
const subjectOf = (generationId: string): string => `usage.${generationId}`

type UsageStreamOptions = {
  connection: NatsConnection
  isClosing: () => boolean
  onError: (error: unknown, what: string) => void
}

/**
 * The stream of usage events: on disk, each kept until billing has booked it. A subject per generation makes the
 * latest one findable before that; the generation id as message id drops a second publication of the same.
 */
export const createUsageStream = async (options: UsageStreamOptions): Promise<UsageStream> => {
  const { connection } = options
  const client = jetstream(connection)
  const manager = await jetstreamManager(connection)
  await ensureStream(manager)
  return {
    publish: (event) => publish(client, event, options),
    consume: ({ maxBatch, onBatch }) => consume(client, manager, maxBatch, onBatch, options),
    find: (generationId) => find(manager, generationId),
    waitUntilConsumed: (timeoutMs) => waitUntilConsumed(manager, timeoutMs),
  }
}

const STREAM_SETTINGS = {
  subjects: [subjectOf('*')],
  // When the disk is full a new charge is refused (and waits in the router) rather than an old one dropped.
  discard: DiscardPolicy.New,
  duplicate_window: nanos(120_000),
  allow_direct: true,
}

const CONSUMER_SETTINGS = { ack_wait: nanos(10_000), max_ack_pending: 10_000 }

/** Makes stream and consumer, or brings those of an earlier version up to date. */
const ensureStream = async (manager: JetStreamManager): Promise<void> => {
  const fixed = { retention: RetentionPolicy.Workqueue, storage: StorageType.File }
  await manager.streams
    .add({ name: STREAM, ...fixed, ...STREAM_SETTINGS })
    .catch(orUpdate(() => manager.streams.update(STREAM, STREAM_SETTINGS)))
  await manager.consumers
    .add(STREAM, { durable_name: CONSUMER, ack_policy: AckPolicy.Explicit, ...CONSUMER_SETTINGS })
    .catch(orUpdate(() => manager.consumers.update(STREAM, CONSUMER, CONSUMER_SETTINGS)))
}

/** JetStream's own refusals mean that what is there has other settings; anything else is a failure. */
const orUpdate =
  (update: () => Promise<unknown>) =>
  (error: unknown): Promise<unknown> => {
    if (error instanceof JetStreamApiError) return update()
    throw error
  }

const publish = async (
  client: JetStreamClient,
  event: UsageEvent,
  { isClosing, onError }: UsageStreamOptions,
): Promise<void> => {
  const payload = jsonPayload(z.encode(usageEvent, event))
  for (let attempt = 0; ; attempt++) {
    try {
      await client.publish(subjectOf(event.generationId), payload, {
        msgID: event.generationId,
        timeout: 2_000,
      })
      return
    } catch (error) {
      if (isClosing()) throw error
      if (attempt % 20 === 0) onError(error, `usage of ${event.generationId} is not stored yet`)
      await sleep(Math.min(1_000, 50 * 2 ** attempt))
    }
  }
}

const find = async (manager: JetStreamManager, generationId: string): Promise<UsageEvent | null> => {
  const message = await manager.direct.getMessage(STREAM, { last_by_subj: subjectOf(generationId) })
  return message ? decodeEvent(message.data) : null
}

const waitUntilConsumed = async (manager: JetStreamManager, timeoutMs: number): Promise<boolean> => {
  const deadlineMs = performance.now() + timeoutMs
  const { state } = await manager.streams.info(STREAM)
  for (;;) {
    const { ack_floor, num_pending, num_ack_pending } = await manager.consumers.info(STREAM, CONSUMER)
    if (ack_floor.stream_seq >= state.last_seq || num_pending + num_ack_pending === 0) return true
    if (performance.now() > deadlineMs) return false
    await sleep(5)
  }
}

/** A batch costs about the same whatever its size: waiting this long for company takes most of the database's work away. */
const GATHER_MS = 20

type OnBatch = (events: UsageEvent[]) => Promise<void>

const consume = async (
  client: JetStreamClient,
  manager: JetStreamManager,
  maxBatch: number,
  onBatch: OnBatch,
  options: UsageStreamOptions,
): Promise<{ stop(): Promise<void> }> => {
  await ensureStream(manager)
  const consumer = await client.consumers.get(STREAM, CONSUMER)
  const waiting: JsMsg[] = []
  const state: { isStopping: boolean; wake: (() => void) | null } = { isStopping: false, wake: null }
  const messages = await consumer.consume({
    max_messages: maxBatch * 2,
    callback: (message) => {
      waiting.push(message)
      state.wake?.()
    },
  })
  const work = async (): Promise<void> => {
    while (!state.isStopping || waiting.length > 0) {
      if (waiting.length === 0) {
        await new Promise<void>((resolve) => {
          state.wake = resolve
        })
      }
      if (waiting.length < maxBatch && !state.isStopping) await sleep(GATHER_MS)
      const batch = waiting.splice(0, maxBatch)
      if (batch.length > 0) await handleBatch(batch, onBatch, options)
    }
  }
  const working = work()
  return {
    stop: async () => {
      state.isStopping = true
      await messages.close()
      state.wake?.()
      await working
    },
  }
}

const handleBatch = async (
  batch: JsMsg[],
  onBatch: OnBatch,
  { onError }: UsageStreamOptions,
): Promise<void> => {
  const read = batch.flatMap((message) => readEvent(message, onError))
  try {
    await onBatch(read.map(({ event }) => event))
    for (const { message } of read) message.ack()
  } catch (error) {
    onError(error, `a batch of ${read.length} usage events is not booked yet`)
    for (const { message } of read) message.nak(1_000)
    await sleep(200)
  }
}

/** One that cannot be read never will be: it must not hold up the others. */
const readEvent = (
  message: JsMsg,
  onError: UsageStreamOptions['onError'],
): { message: JsMsg; event: UsageEvent }[] => {
  try {
    return [{ message, event: decodeEvent(message.data) }]
  } catch (error) {
    onError(
      error,
      `usage event ${message.subject} cannot be read and was taken out: ${Buffer.from(message.data).toString()}`,
    )
    message.term('unreadable')
    return []
  }
}

const decodeEvent = (data: Uint8Array): UsageEvent =>
  z.decode(usageEvent, readJson(data) as z.input<typeof usageEvent>)
