import { computerTool } from '@gptget/contracts'
import { z } from 'zod'
import { ability } from './abilities.ts'
import { price } from './price.ts'
import { settings, vendorTools } from './settings.ts'
import { thinking } from './thinking.ts'

const tokens = z.number().int().positive()
const date = z.iso.date()

const route = z.strictObject({
  /** The provider's row in packages/providers. */
  provider: z.string(),
  /** The provider's own name of the model. */
  model: z.string().min(1),
  price,
  /** The sources of the price. */
  sources: z.array(z.string()).min(1),
  /** The day when this provider stops serving it. */
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
  output: z
    .array(
      z.enum(['text', 'image', 'audio', 'embeddings', 'speech', 'transcription', 'rerank', 'video', 'music']),
    )
    .min(1),
  /** Voices of a speech model, alternating women and men; absent if it has all of its provider's voices. */
  voices: z.array(z.string()).min(1).optional(),
  abilities: z.array(ability),
  /** Absent if unknown. */
  thinking: thinking.optional(),
  /** Its computer tools, best first. Providers other than its vendor may lack the newest. */
  computerTools: z.array(computerTool).min(1).optional(),
  vendorTools: vendorTools.optional(),
  settings: settings.optional(),
  /** It refuses replayed tool calls without their signature. */
  requiresThoughtSignature: z.literal(true).optional(),
  /** False if a request cannot force it to call a tool. */
  hasForcedTools: z.literal(false).optional(),
  /**
   * The id of the model that its vendor recommends instead, if it has announced when it stops serving this one.
   */
  replacement: z.string().optional(),
  /** The source of each fact: `thinking` -> `anthropic-models`. */
  sources: z.record(z.string(), z.string()).optional(),
  /** Whether its provider gives it away, in contrast to an unknown price. */
  isFree: z.literal(true).optional(),
  routes: z.array(route).min(1),
})
export type SnapshotModel = z.output<typeof model>

const source = z.strictObject({
  /** The URL of the page or package. */
  url: z.url(),
  /** The day when it was read or published. */
  date,
  version: z.string().optional(),
  licence: z.string().optional(),
})
export type SnapshotSource = z.output<typeof source>

export const snapshot = z.strictObject({
  /** The sources of the snapshot, by id. */
  sources: z.record(z.string(), source),
  models: z.array(model),
})
export type Snapshot = z.output<typeof snapshot>

/**
 * Reads the known models, sorted by id, once at the first call. The file is imported, so that bundles include it. A
 * test validates it, so services do not.
 */
export const readSnapshot = async (): Promise<Snapshot> => {
  const { default: models } = await import('../data/models.json', { with: { type: 'json' } })
  return models as Snapshot
}
