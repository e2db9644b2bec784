import { JetStreamApiError, jetstreamManager, StorageType } from '@nats-io/jetstream'
import { Kvm } from '@nats-io/kv'
import type { KV } from '@nats-io/kv'
import { Objm } from '@nats-io/obj'
import type { ObjectStore } from '@nats-io/obj'
import type { NatsConnection } from '@nats-io/transport-node'
import { nanos } from '@nats-io/transport-node'
import { jsonPayload, readJson } from './frames.ts'
import { replicasIn, replicate } from './replicas.ts'
import { claim as claimSchema } from '@gptget/contracts'
import type { Claim } from '@gptget/contracts'

/** How long a claim and its answer are stored. */
export const CLAIM_LIFETIME_MS = 24 * 60 * 60_000

const CLAIMS = 'IDEMPOTENCY'
const ANSWERS = 'ANSWERS'

export type Claims = {
  read(name: string): Promise<Claim | null>
  /** Takes a name. false: another request has it. */
  take(name: string, claim: Claim): Promise<boolean>
  /**
   * Stores the answer, then settles the claim. Does nothing if the claim is already settled or belongs to another
   * generation by now. The same applies to the others.
   */
  keep(
    name: string,
    generationId: string,
    head: NonNullable<Claim['head']>,
    answer: Uint8Array,
  ): Promise<void>
  /** The answer is a background response, which a repeat follows. */
  follow(name: string, generationId: string): Promise<void>
  /** The answer was charged and will never be available. */
  lose(name: string, generationId: string): Promise<void>
  /** Nothing was charged: the name may be taken again. */
  free(name: string, generationId: string): Promise<void>
  /** A stored answer; null if it no longer exists. */
  readAnswer(name: string): Promise<Uint8Array | null>
}

/**
 * The state of idempotency keys: claims in a JetStream key-value bucket, where only one of several callers gets a name,
 * and finished answers in an object store. Both are created at first use. `maxBytes`: for all answers together; when it
 * is reached, no more are stored.
 */
export const openClaims = (connection: NatsConnection, maxBytes: number): Claims => {
  const bucket = once(() => openBucket(connection))
  const answers = once(() => openAnswers(connection, maxBytes))
  const change = async (name: string, generationId: string, to: Partial<Claim> | null): Promise<void> => {
    const kv = await bucket()
    const entry = await kv.get(name)
    if (entry?.operation !== 'PUT') return
    const current = decode(entry.value)
    if (current.generationId !== generationId || current.state !== 'running') return
    if (to === null) await kv.delete(name, { previousSeq: entry.revision })
    else await kv.update(name, jsonPayload({ ...current, ...to }), entry.revision)
  }
  return {
    read: async (name) => {
      const entry = await (await bucket()).get(name)
      return entry?.operation === 'PUT' ? decode(entry.value) : null
    },
    take: async (name, claim) => take(await bucket(), name, claim),
    keep: async (name, generationId, head, answer) => {
      await (await answers()).putBlob({ name }, answer)
      await change(name, generationId, { state: 'kept', head })
    },
    follow: (name, generationId) => change(name, generationId, { state: 'followed' }),
    lose: (name, generationId) => change(name, generationId, { state: 'lost' }),
    free: (name, generationId) => change(name, generationId, null),
    readAnswer: async (name) => (await answers()).getBlob(name),
  }
}

/** Opens at first use; a failure is not cached. */
const once = <Opened>(open: () => Promise<Opened>): (() => Promise<Opened>) => {
  let opening: Promise<Opened> | null = null
  return () => {
    opening ??= open().catch((error: unknown) => {
      opening = null
      throw error
    })
    return opening
  }
}

const openBucket = async (connection: NatsConnection): Promise<KV> => {
  const replicas = replicasIn(connection)
  const settings = { ttl: CLAIM_LIFETIME_MS, history: 1, storage: StorageType.File, replicas }
  const bucket = await new Kvm(connection).create(CLAIMS, settings)
  const { streamInfo } = await bucket.status()
  await replicate(await jetstreamManager(connection), streamInfo, replicas)
  return bucket
}

const openAnswers = async (connection: NatsConnection, maxBytes: number): Promise<ObjectStore> => {
  const replicas = replicasIn(connection)
  const settings = { ttl: nanos(CLAIM_LIFETIME_MS), storage: StorageType.File, max_bytes: maxBytes, replicas }
  const store = await new Objm(connection).create(ANSWERS, settings)
  const { streamInfo } = await store.status()
  const manager = await jetstreamManager(connection)
  await replicate(manager, streamInfo, replicas)
  if (streamInfo.config.max_bytes === maxBytes) return store
  await manager.streams.update(streamInfo.config.name, { max_bytes: maxBytes })
  return store
}

const take = async (kv: KV, name: string, claim: Claim): Promise<boolean> => {
  try {
    await kv.create(name, jsonPayload(claim))
    return true
  } catch (error) {
    if (error instanceof JetStreamApiError && WRONG_LAST_SEQUENCE.has(error.code)) return false
    throw error
  }
}

/** JetStream's error codes for a write that came second. */
const WRONG_LAST_SEQUENCE = new Set([10_071, 10_164])

const decode = (value: Uint8Array): Claim => claimSchema.parse(readJson(value))
