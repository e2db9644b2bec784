import { z } from 'zod'

const usd = (what: string) => z.number().describe(`${what}, in US dollars.`)
const perMinute = z.int().positive().nullable()
const instant = z.iso.datetime()

export const creditsSchema = z
  .strictObject({
    data: z.strictObject({
      total_credits: usd('All credit granted so far'),
      total_usage: usd('All charges so far (the balance is the difference)'),
    }),
  })
  .meta({ id: 'Credits' })

/** OpenRouter's fields of a key (@openrouter/sdk 1.3.19 parses all of them) that always have the same value here. */
const openRouterFields = {
  byok_usage: z.literal(0).describe('Always 0: what providers charge to your own keys is not counted.'),
  byok_usage_daily: z.literal(0),
  byok_usage_weekly: z.literal(0),
  byok_usage_monthly: z.literal(0),
  include_byok_in_limit: z.literal(false),
  allowed_data_regions: z.array(z.string()),
  free_model_daily_requests: z.strictObject({ limit: z.int(), used: z.int(), remaining: z.int() }),
  is_free_tier: z.literal(false),
  is_management_key: z.boolean().describe('It manages the account’s keys and cannot call models.'),
  is_provisioning_key: z.boolean().describe('The earlier name of `is_management_key`.'),
  creator_user_id: z.null(),
  organization_id: z.null(),
  workspace_id: z.null(),
}

export const keySchema = z
  .strictObject({
    data: z.strictObject({
      id: z.string(),
      label: z.string().describe('The visible part of the key.'),
      name: z.string(),
      usage: usd('What the key has spent'),
      usage_daily: usd('What it has spent today (UTC)'),
      usage_weekly: usd('What it has spent this week (UTC, from Monday on)'),
      usage_monthly: usd('What it has spent this month (UTC)'),
      limit: z
        .number()
        .nullable()
        .describe('The spending limit, in US dollars. null: only the account’s credit limits it.'),
      limit_remaining: usd('What is left of the limit').nullable(),
      allowed_models: z.array(z.string()).nullable().describe('null: every model.'),
      limit_reset: z.null().describe('null: the limit does not reset.'),
      rate_limit: z.strictObject({
        requests_per_minute: perMinute,
        tokens_per_minute: perMinute,
        interval: z.string().describe('The interval of `requests`.'),
        requests: z.int().describe('The same as `requests_per_minute`; -1 when the key has no such limit.'),
        note: z.string(),
      }),
      limits: z
        .array(
          z.strictObject({
            source: z.string().describe('The name of the limit, as in `metadata.limit_source` of an error.'),
            unit: z.enum(['usd', 'requests', 'tokens']),
            limit: z.number(),
            used: z.number(),
            remaining: z.number(),
            reset_at: instant.nullable().describe('When the limit is fully available again; null: never.'),
          }),
        )
        .describe('Every limit that applies to the key’s requests, its own and its account’s.'),
      ...openRouterFields,
      expires_at: instant.nullable(),
      created_at: instant,
    }),
  })
  .meta({ id: 'Key' })
