import { z } from 'zod'

/** US dollars as exact decimal text, no finer than a nano-dollar. */
export const usd = z.string().regex(/^\d{1,6}(\.\d{1,9})?$/)

/** US dollars per million tokens of each class, and per unit for everything not counted in tokens. */
export const rates = z.strictObject({
  input: usd,
  output: usd,
  cacheRead: usd.optional(),
  cacheWrite: usd.optional(),
  /** For cache entries that live an hour or longer. */
  cacheWrite1h: usd.optional(),
  reasoning: usd.optional(),
  audioInput: usd.optional(),
  audioOutput: usd.optional(),
  imageInput: usd.optional(),
  imageOutput: usd.optional(),
  request: usd.optional(),
  perImage: usd.optional(),
  perSecond: usd.optional(),
  perMinute: usd.optional(),
  perMillionCharacters: usd.optional(),
})
export type SnapshotRates = z.output<typeof rates>

/** `tiers`, ascending: the rates of a request whose whole input is larger than `above` tokens. */
const tiers = z.array(rates.extend({ above: z.number().int().positive() })).min(1)
const tieredRates = rates.extend({ tiers: tiers.optional() })
export type SnapshotTieredRates = z.output<typeof tieredRates>

/** Prices that depend on options of the request. */
const surcharges = z.strictObject({
  /** By the name of the service tier in the request (`priority`, `flex`): the price that replaces the usual one. */
  serviceTiers: z.record(z.string(), tieredRates).optional(),
  /** By the name of the speed in the request (`fast`): the price that replaces the usual one. */
  speeds: z.record(z.string(), tieredRates).optional(),
  /** By the name of the region in the request (`us`): a factor of the usual price, as decimal text. */
  geographies: z.record(z.string(), z.string().regex(/^\d(\.\d{1,4})?$/)).optional(),
  /** US dollars per call of a tool that the provider runs. */
  toolCalls: z
    .strictObject({ webSearch: usd, fileSearch: usd, codeExecution: usd, maps: usd })
    .partial()
    .optional(),
})
export type SnapshotSurcharges = z.output<typeof surcharges>

/** Prices for requests that match all of `when`, such as a resolution. The first match counts. */
const variants = z
  .array(
    rates
      .pick({ perImage: true, perSecond: true, perMinute: true, perMillionCharacters: true })
      .extend({ when: z.record(z.string(), z.string()) }),
  )
  .min(1)

export const price = tieredRates.extend({
  variants: variants.optional(),
  surcharges: surcharges.optional(),
})
export type SnapshotPrice = z.output<typeof price>
