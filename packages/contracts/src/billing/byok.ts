import { z } from 'zod'
import { defineBroadcast, defineCall } from '../subject.ts'

/** An account's own provider key, as it may be shown. */
export const byokKeyRecord = z.object({
  byokKeyId: z.string(),
  provider: z.string(),
  name: z.string(),
  /** Its visible part: `sk-p…wxyz`. */
  label: z.string(),
  createdAt: z.string(),
})
export type ByokKeyRecord = z.output<typeof byokKeyRecord>

/** Served by a router: the public X25519 key (JWK) that encrypts a key for transport. */
export const readByokSealingKey = defineCall(
  'router.own-keys.sealing-key',
  z.object({}),
  z.object({
    sealingKey: z.object({ kty: z.literal('OKP'), crv: z.literal('X25519'), x: z.string(), kid: z.string() }),
  }),
)

/** The context that a key is bound to during transport. */
export const byokTransportContext = (accountId: string, provider: string): string =>
  JSON.stringify(['byok', accountId, provider])

/** Served by a router, which encrypts the key for storage: no other service can read it. */
export const storeByokKey = defineCall(
  'router.own-keys.store',
  z.object({
    accountId: z.string(),
    provider: z.string(),
    /** Encrypted with the router's public key, bound to `byokTransportContext`. */
    sealedApiKey: z.string(),
    name: z.string().optional(),
  }),
  z.object({ key: byokKeyRecord }),
)

/** Served by billing: stores an encrypted key, replacing the account's previous key for that provider. */
export const saveSealedKey = defineCall(
  'billing.own-keys.save',
  z.object({
    accountId: z.string(),
    provider: z.string(),
    name: z.string(),
    label: z.string(),
    sealed: z.string(),
  }),
  z.object({ key: byokKeyRecord }),
)

/** A stored key never changes: its replacement gets another id. null: it does not exist. */
export const readSealedKey = defineCall(
  'billing.own-keys.read',
  z.object({ accountId: z.string(), byokKeyId: z.string() }),
  z.object({ key: z.object({ provider: z.string(), sealed: z.string() }).nullable() }),
)

export const listByokKeys = defineCall(
  'billing.own-keys.list',
  z.object({ accountId: z.string() }),
  z.object({ keys: z.array(byokKeyRecord) }),
)

export const deleteByokKey = defineCall(
  'billing.own-keys.delete',
  z.object({ accountId: z.string(), byokKeyId: z.string() }),
  z.object({ key: byokKeyRecord }),
)

/** It may no longer be used: routers forget it. */
export const byokKeyGone = defineBroadcast('billing.own-keys.gone', z.object({ byokKeyId: z.string() }))

/** Tells the owner of a key that its provider refuses it, with the HTTP status if there was one. */
export const refusedKeyText = (provider: string, byokKeyId: string, status: number | null): string =>
  `${provider} refused the key that is stored for this account (${byokKeyId})${status === null ? '' : ` with ${status}`}. Store another one with POST /v1/byok, or delete it with DELETE /v1/byok/${byokKeyId}.`
