import { MOST_OVERLAP_SECONDS } from '@gptget/contracts'
import { z } from 'zod'

const usd = (what: string) => z.number().describe(`${what}, in US dollars.`)
const instant = z.iso.datetime()

const isNanoUsd = (amount: number): boolean => Math.abs(amount * 1e9 - Math.round(amount * 1e9)) < 1e-3
const amount = z
  .number()
  .min(0)
  .max(1_000_000)
  .refine(isNanoUsd, 'must have at most 9 decimals (nano-dollars)')
  .nullable()
  .optional()
const perMinute = z.int().positive().max(2_147_483_647).nullable().optional()

/** Postgres cannot store other text. */
const isPlainText = (text: string): boolean => text.isWellFormed() && !text.includes('\0')
const name = z
  .string()
  .min(1)
  .max(200)
  .refine(isPlainText, 'must not contain a NUL character or an unpaired surrogate')

const keyFields = {
  name: name.optional().describe('Your own name for the key.'),
  limit: amount.describe('The spending limit, in US dollars; null: only the account’s credit limits it.'),
  limit_daily: amount.describe('The spending limit per day (UTC), in US dollars; null: none.'),
  limit_monthly: amount.describe('The spending limit per month (UTC), in US dollars; null: none.'),
  requests_per_minute: perMinute.describe('Requests per minute; null: no limit.'),
  tokens_per_minute: perMinute.describe('Tokens per minute; null: no limit.'),
  allowed_models: z
    .array(z.string().min(1).max(300))
    .min(1)
    .max(500)
    .nullable()
    .optional()
    .describe('The only models it may call; null: every model.'),
  expires_at: instant.nullable().optional().describe('When it stops working; null: never.'),
}

export const createKeyRequestSchema = z.strictObject(keyFields).meta({ id: 'CreateKeyRequest' })

export const updateKeyRequestSchema = z
  .strictObject({
    ...keyFields,
    disabled: z.boolean().optional().describe('A disabled key is refused until it is enabled again.'),
  })
  .meta({ id: 'UpdateKeyRequest' })

export const rotateKeyRequestSchema = z
  .strictObject({
    overlap_seconds: z
      .int()
      .min(0)
      .max(MOST_OVERLAP_SECONDS)
      .default(0)
      .describe('How long the old secret keeps working: at most 7 days.'),
  })
  .meta({ id: 'RotateKeyRequest' })

/** The query of `GET /v1/keys`. */
export const keysQuerySchema = z.strictObject({
  offset: z.coerce
    .number()
    .pipe(z.int().min(0).max(1_000_000))
    .default(0)
    .describe('How many keys to skip. A page has at most 100.'),
  include_disabled: z
    .enum(['true', 'false'], 'expected true or false')
    .default('false')
    .describe('`true`: disabled and revoked keys too.'),
})

export const managedKeySchema = z
  .strictObject({
    id: z.string(),
    label: z.string().describe('The visible part of the key.'),
    name: z.string(),
    disabled: z.boolean(),
    is_management_key: z.boolean().describe('It manages keys and cannot call models.'),
    usage: usd('What the key has spent'),
    usage_daily: usd('What it has spent today (UTC)'),
    usage_weekly: usd('What it has spent this week (UTC, from Monday on)'),
    usage_monthly: usd('What it has spent this month (UTC)'),
    limit: usd('The spending limit').nullable(),
    limit_remaining: usd('What is left of the limit').nullable(),
    limit_daily: usd('The spending limit per day (UTC)').nullable(),
    limit_monthly: usd('The spending limit per month (UTC)').nullable(),
    requests_per_minute: z.int().nullable(),
    tokens_per_minute: z.int().nullable(),
    allowed_models: z.array(z.string()).nullable().describe('null: every model.'),
    expires_at: instant.nullable(),
    revoked_at: instant.nullable(),
    last_used_on: z.iso
      .date()
      .nullable()
      .describe('The last day (UTC) on which something was charged to it. null: none yet.'),
    created_at: instant,
  })
  .meta({ id: 'ManagedKey' })

export const managedKeysSchema = z
  .strictObject({ data: z.array(managedKeySchema) })
  .meta({ id: 'ManagedKeys' })

export const oneManagedKeySchema = z.strictObject({ data: managedKeySchema }).meta({ id: 'OneManagedKey' })

const secret = z.string().describe('The key itself. It is shown only in this answer.')

export const createdKeySchema = z
  .strictObject({ data: managedKeySchema, key: secret })
  .meta({ id: 'CreatedKey' })

export const rotatedKeySchema = z
  .strictObject({
    data: managedKeySchema,
    key: secret,
    overlap_ends_at: instant.describe('When the old secret stops working.'),
  })
  .meta({ id: 'RotatedKey' })

export const revokedKeySchema = z
  .strictObject({ id: z.string(), deleted: z.literal(true) })
  .meta({ id: 'RevokedKey' })

/** The query of `GET /v1/audit`. */
export const auditQuerySchema = z.strictObject({
  after: z
    .string()
    .regex(/^[\w-]{1,200}$/, 'expected the id of an entry')
    .optional()
    .describe('The `last_id` of the previous page.'),
  limit: z.coerce.number().pipe(z.int().min(1).max(1_000)).default(100).describe('Entries per page.'),
})

export const auditSchema = z
  .strictObject({
    object: z.literal('list'),
    data: z.array(
      z.strictObject({
        id: z.string(),
        actor: z
          .strictObject({ kind: z.enum(['key', 'operator', 'person', 'service']), id: z.string() })
          .describe('Who made the change.'),
        action: z.string().describe('The action, such as `key.created`.'),
        subject: z.string().describe('The id of what was changed: a key, an account or a ledger entry.'),
        details: z
          .record(z.string(), z.unknown())
          .describe('The values that were set, never a secret. Amounts are nano-dollars as decimal text.'),
        created_at: instant,
      }),
    ),
    first_id: z.string().nullable(),
    last_id: z.string().nullable(),
    has_more: z.boolean(),
  })
  .meta({ id: 'Audit' })
