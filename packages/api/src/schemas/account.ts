import { z } from 'zod'

const usd = (what: string) => z.number().describe(`${what}, in US dollars.`)
const perMinute = z.int().positive().nullable()
const instant = z.iso.datetime()

export const creditsSchema = z
  .strictObject({
    data: z.strictObject({
      total_credits: usd('Everything ever granted'),
      total_usage: usd('Everything ever charged; what remains is the difference'),
    }),
  })
  .meta({ id: 'Credits' })

export const keySchema = z
  .strictObject({
    data: z.strictObject({
      id: z.string(),
      label: z.string().describe('What may be shown of the key.'),
      name: z.string(),
      usage: usd('What the key has spent'),
      usage_daily: usd('What it has spent today (UTC)'),
      usage_monthly: usd('What it has spent this month (UTC)'),
      limit: usd('What it may spend in all; null when only the account’s credit limits it').nullable(),
      limit_remaining: usd('What is left of that').nullable(),
      allowed_models: z.array(z.string()).nullable().describe('null: every model.'),
      rate_limit: z.strictObject({ requests_per_minute: perMinute, tokens_per_minute: perMinute }),
      limits: z
        .array(
          z.strictObject({
            source: z
              .string()
              .describe('Which limit: the word that `metadata.limit_source` of a refusal has.'),
            unit: z.enum(['usd', 'requests', 'tokens']),
            limit: z.number(),
            used: z.number(),
            remaining: z.number(),
            reset_at: instant.nullable().describe('When all of it is there again; null: never.'),
          }),
        )
        .describe('Every limit that the key’s requests count against, its own and its account’s.'),
      expires_at: instant.nullable(),
      created_at: instant,
    }),
  })
  .meta({ id: 'Key' })
