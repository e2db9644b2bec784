import { z } from 'zod'
import { ability } from './abilities.ts'
import { thinking } from './thinking.ts'

/** US dollars as exact decimal text, no finer than a nano-dollar. */
const usd = z.string().regex(/^\d{1,6}(\.\d{1,9})?$/)
const tokens = z.number().int().positive()
const date = z.iso.date()

/** US dollars per million tokens by class; `request` is per request. */
const rates = z.strictObject({
  input: usd,
  output: usd,
  cacheRead: usd.optional(),
  cacheWrite: usd.optional(),
  cacheWrite1h: usd.optional(),
  reasoning: usd.optional(),
  audioInput: usd.optional(),
  audioOutput: usd.optional(),
  imageInput: usd.optional(),
  imageOutput: usd.optional(),
  request: usd.optional(),
})
export type SnapshotRates = z.output<typeof rates>

/** `tiers`, ascending: what a request costs whose whole input is larger than `above` tokens. */
const price = rates.extend({ tiers: z.array(rates.extend({ above: tokens })).optional() })
export type SnapshotPrice = z.output<typeof price>

const route = z.strictObject({
  /** A row of packages/providers. */
  provider: z.string(),
  /** The provider's own name of the model. */
  model: z.string().min(1),
  price,
  /** The day on which this provider stops serving it. */
  retires: date.optional(),
})
export type SnapshotRoute = z.output<typeof route>

const model = z.strictObject({
  id: z.string().regex(/^[a-z0-9.-]+\/\S+$/),
  name: z.string().min(1),
  released: date.optional(),
  context: tokens.optional(),
  maxOutput: tokens.optional(),
  input: z.array(z.enum(['text', 'image', 'audio', 'video', 'file'])).min(1),
  output: z.array(z.enum(['text', 'image', 'audio', 'embeddings'])).min(1),
  abilities: z.array(ability),
  /** Absent where nobody has looked. */
  thinking: thinking.optional(),
  /** Replayed tool calls without a signature of its own are refused. */
  requiresThoughtSignature: z.literal(true).optional(),
  /** Which of the snapshot's sources says a fact: `thinking` -> `anthropic-models`. */
  sources: z.record(z.string(), z.string()).optional(),
  /** Costs nothing because its provider gives it away, not because nobody knows its price. */
  isFree: z.literal(true).optional(),
  routes: z.array(route).min(1),
})
export type SnapshotModel = z.output<typeof model>

export const snapshot = z.strictObject({
  /** What the snapshot was made of: package or data set -> version. */
  sources: z.record(z.string(), z.string()),
  models: z.array(model),
})
export type Snapshot = z.output<typeof snapshot>

/**
 * The models that exist, sorted by id. Read once, when first asked for; an import, so that bundles carry it. The file is
 * ours and its test holds it to the schema, so starting a service does not check it again.
 */
export const readSnapshot = async (): Promise<Snapshot> => {
  const { default: models } = await import('../data/models.json', { with: { type: 'json' } })
  return models as Snapshot
}
