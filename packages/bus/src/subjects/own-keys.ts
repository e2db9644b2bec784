import { z } from 'zod'
import { defineBroadcast, defineCall } from '../define.ts'

/** An account's own key of a provider, as it may be shown. */
export const ownKeyRecord = z.object({
  ownKeyId: z.string(),
  provider: z.string(),
  name: z.string(),
  /** What may be shown of it: `sk-p…wxyz`. */
  label: z.string(),
  createdAt: z.string(),
})
export type OwnKeyRecord = z.output<typeof ownKeyRecord>

/** Served by a router, which seals the key: nobody else ever has the means to read it again. */
export const storeOwnKey = defineCall(
  'router.own-keys.store',
  z.object({
    accountId: z.string(),
    provider: z.string(),
    apiKey: z.string(),
    name: z.string().optional(),
  }),
  z.object({ key: ownKeyRecord }),
)

/** Served by billing: keeps a sealed key in the place of the account's other key of that provider. */
export const saveSealedKey = defineCall(
  'billing.own-keys.save',
  z.object({
    accountId: z.string(),
    provider: z.string(),
    name: z.string(),
    label: z.string(),
    sealed: z.string(),
  }),
  z.object({ key: ownKeyRecord }),
)

/** A sealed key never changes: one that is replaced gets another id. null: there is none. */
export const readSealedKey = defineCall(
  'billing.own-keys.read',
  z.object({ accountId: z.string(), ownKeyId: z.string() }),
  z.object({ key: z.object({ provider: z.string(), sealed: z.string() }).nullable() }),
)

export const listOwnKeys = defineCall(
  'billing.own-keys.list',
  z.object({ accountId: z.string() }),
  z.object({ keys: z.array(ownKeyRecord) }),
)

export const deleteOwnKey = defineCall(
  'billing.own-keys.delete',
  z.object({ accountId: z.string(), ownKeyId: z.string() }),
  z.object({ key: ownKeyRecord }),
)

/** It may not be used any more: routers forget it. */
export const ownKeyGone = defineBroadcast('billing.own-keys.gone', z.object({ ownKeyId: z.string() }))
