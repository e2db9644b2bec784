import { readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import type { SnapshotRates, SnapshotTieredRates } from '../../price.ts'
import { decimals } from './decimal.ts'
import type { Listing } from './listing.ts'

const cost = z.object({
  input: z.number(),
  output: z.number(),
  cache_read: z.number().optional(),
  cache_write: z.number().optional(),
  cache_write_1h_multiple: z.number().optional(),
})
type Cost = z.output<typeof cost>
const rates = cost.extend({
  tiers: z.array(cost.extend({ above: z.number() })).optional(),
  valid_from: z.string(),
  valid_from_basis: z.string(),
})
const timeline = z.array(z.object({ start: z.string().nullable(), rates: rates.nullable() }))

const file = z.object({
  updated_at: z.string(),
  prices: z.record(z.string(), z.record(z.string(), z.record(z.string(), timeline))),
  status: z.record(z.string(), z.record(z.string(), z.string())),
})

/** Reads the prices of vendors' own models from model-prices, by models.dev's ids. */
export const readModelPrices = (folder: string): { date: string; list: (provider: string) => Listing[] } => {
  const data = file.parse(JSON.parse(readFileSync(path.join(folder, 'model_prices/snapshot.json'), 'utf8')))
  return {
    date: data.updated_at.slice(0, 10),
    list: (provider) =>
      Object.entries(data.prices[provider] ?? {}).flatMap(([model, modes]) =>
        readEntry(model, modes, data.updated_at, provider).map((each): Listing =>
          data.status[provider]?.[model] === 'removed' ? { ...each, isRemoved: true } : each,
        ),
      ),
  }
}

const readEntry = (
  model: string,
  { standard = [], fast = [] }: Record<string, z.output<typeof timeline>>,
  at: string,
  provider: string,
): Listing[] => {
  const current = ratesAt(standard, at)
  // OpenAI's fast mode is its service tier `priority`.
  const quick = provider === 'anthropic' ? ratesAt(fast, at) : undefined
  if (current === undefined) return []
  const first = standard.find(({ rates: each }) => each !== null)?.rates
  return [
    {
      model,
      ...(first?.valid_from_basis === 'models.dev commit' && first.valid_from > LISTED_LATE_UNTIL
        ? { released: first.valid_from.slice(0, 10) }
        : {}),
      price: {
        ...priceOf(current),
        ...(quick ? { surcharges: { speeds: { fast: priceOf(quick) } } } : {}),
      },
    },
  ]
}

/** Before this date, models were listed long after their release; since then mostly on the same day. */
const LISTED_LATE_UNTIL = '2026-04-01'

const ratesAt = (entries: z.output<typeof timeline>, at: string) =>
  entries.findLast(({ start }) => start === null || start <= at)?.rates ?? undefined

const priceOf = (current: z.output<typeof rates>): SnapshotTieredRates => ({
  ...ratesOf(current, current.cache_write_1h_multiple),
  ...(current.tiers?.length
    ? {
        tiers: current.tiers.map((tier) => ({
          above: tier.above,
          ...ratesOf(tier, current.cache_write_1h_multiple),
        })),
      }
    : {}),
})

const ratesOf = (
  { input, output, cache_read: cacheRead, cache_write: cacheWrite }: Cost,
  longWrites: number | undefined,
): SnapshotRates =>
  decimals({
    input,
    output,
    cacheRead,
    cacheWrite,
    cacheWrite1h: longWrites === undefined || cacheWrite === undefined ? undefined : input * longWrites,
  }) as SnapshotRates
