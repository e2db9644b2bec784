import type { Unit } from '@gptget/contracts'
import { EXPORTED_UNITS } from '@gptget/money'
import { z } from 'zod'

const count = z.int().nonnegative()
const usd = z.string().describe('US dollars, exact.')
const nano = z.string().describe('The same in whole nano-dollars, for exact calculations.')

const day = z.iso.date('expected a day as 2026-01-31')
const format = z
  .enum(['json', 'csv'], 'expected json or csv')
  .optional()
  .describe('`csv` returns a table (RFC 4180) instead of JSON; so does `accept: text/csv`.')

/** The query of `GET /v1/activity`. Strict: a misspelled filter must not seem to work. */
export const activityQuerySchema = z.strictObject({
  from: day.optional().describe('The first day. By default the period has 30 days; it has at most 366.'),
  to: day.optional().describe('The last day. Default: today.'),
  key_id: z.string().optional().describe('Only this key.'),
  model: z.string().optional().describe('Only this model.'),
  format,
})

/** The query of `GET /v1/ledger`. */
export const ledgerQuerySchema = z.strictObject({
  after: z.string().optional().describe('The `last_id` of the previous page.'),
  order: z.enum(['asc', 'desc'], 'expected asc or desc').default('desc').describe('`desc`: newest first.'),
  limit: z.coerce
    .number()
    .pipe(z.int().min(1).max(1_000))
    .optional()
    .describe('Entries per page. Default: 100; for CSV, all entries.'),
  kind: z.enum(['grant', 'usage'], 'expected grant or usage').optional().describe('Only this kind.'),
  key_id: z.string().optional().describe('Only charges of this key.'),
  model: z.string().optional().describe('Only charges with this `model`: a model, or a size of computer.'),
  from: day.optional().describe('Only what was booked on this day (UTC) or later.'),
  to: day.optional().describe('Only what was booked on this day or earlier.'),
  generation_id: z
    .string()
    .optional()
    .describe('Only the charge with this id: the id of a generation or of another charge.'),
  format,
})

const UNIT_COUNTS = Object.fromEntries(EXPORTED_UNITS.map((unit) => [unit, count])) as {
  [unit in Unit]?: typeof count
}

export const activitySchema = z
  .strictObject({
    object: z.literal('list'),
    data: z.array(
      z.strictObject({
        date: z.iso.date(),
        key_id: z.string(),
        key_name: z.string().nullable(),
        model: z.string(),
        is_byok: z
          .boolean()
          .describe('Served with the account’s own provider key: the cost is the platform’s fee.'),
        requests: count,
        input_tokens: count.describe('Uncached input. Each token is counted in one class only.'),
        cache_read_tokens: count,
        cache_write_tokens: count.describe('Written to the cache for five minutes.'),
        cache_write_1h_tokens: count.describe('Written to the cache for an hour.'),
        audio_input_tokens: count,
        image_input_tokens: count,
        output_tokens: count,
        reasoning_tokens: count,
        audio_output_tokens: count,
        image_output_tokens: count,
        cost_usd: usd,
        cost_nano_usd: nano,
        charged_usd: usd.describe('How much of the cost the wallet paid.'),
        charged_nano_usd: nano,
        ...UNIT_COUNTS,
      }),
    ),
    from: z.iso.date(),
    to: z.iso.date(),
  })
  .meta({ id: 'Activity' })

export const ledgerSchema = z
  .strictObject({
    object: z.literal('list'),
    data: z.array(
      z.strictObject({
        id: z.string(),
        kind: z.enum(['grant', 'usage']),
        created_at: z.iso.datetime(),
        generation_id: z.string().nullable(),
        price_version: z.string().nullable().describe('The version of the prices it was charged with.'),
        reason: z.string().nullable().describe('Why credit was granted.'),
        amount_usd: usd.describe('The amount; negative for a charge.'),
        amount_nano_usd: nano,
        shortfall_usd: usd.describe('The part of a cost that the wallet could not pay.'),
        shortfall_nano_usd: nano,
        charge_id: z
          .string()
          .nullable()
          .describe('What was charged: a generation, or a part of a task, session, computer or run.'),
        model: z.string().nullable().describe('What was used: a model, or a size of computer.'),
        key_id: z.string().nullable().describe('The key it was charged to.'),
      }),
    ),
    first_id: z.string().nullable(),
    last_id: z.string().nullable(),
    has_more: z.boolean(),
  })
  .meta({ id: 'Ledger' })
