import { computerTool } from '@gptget/contracts'
import { z } from 'zod'
import { ability } from './abilities.ts'
import { price } from './price.ts'
import { settings, vendorTools } from './settings.ts'
import { thinking } from './thinking.ts'

const tokens = z.number().int().positive()
const date = z.iso.date()

const route = z.strictObject({
  /** A row of packages/providers. */
  provider: z.string(),
  /** The provider's own name of the model. */
  model: z.string().min(1),
  price,
  /** Which of the snapshot's sources say so. */
  sources: z.array(z.string()).min(1),
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
  output: z
    .array(
      z.enum(['text', 'image', 'audio', 'embeddings', 'speech', 'transcription', 'rerank', 'video', 'music']),
    )
    .min(1),
  /** Of a model that speaks, women's and men's in turn; absent where its provider's are all it has. */
  voices: z.array(z.string()).min(1).optional(),
  abilities: z.array(ability),
  /** Absent where it was not looked up. */
  thinking: thinking.optional(),
  /** The tools by which it uses a computer, the best first. A provider other than its maker may lack the newest. */
  computerTools: z.array(computerTool).min(1).optional(),
  vendorTools: vendorTools.optional(),
  settings: settings.optional(),
  /** Replayed tool calls without a signature of its own are refused. */
  requiresThoughtSignature: z.literal(true).optional(),
  /** Absent where a request may force it to call a tool, as far as is known. */
  hasForcedTools: z.literal(false).optional(),
  /**
   * The id of the model that its maker recommends instead, where it has announced the day on which it stops serving
   * this one.
   */
  replacement: z.string().optional(),
  /** Which of the snapshot's sources says a fact: `thinking` -> `anthropic-models`. */
  sources: z.record(z.string(), z.string()).optional(),
  /** Costs nothing because its provider gives it away, not because its price is unknown. */
  isFree: z.literal(true).optional(),
  routes: z.array(route).min(1),
})
export type SnapshotModel = z.output<typeof model>

const source = z.strictObject({
  /** The page, or the package and where it is published. */
  url: z.url(),
  /** The day on which it was read or made. */
  date,
  version: z.string().optional(),
  licence: z.string().optional(),
})
export type SnapshotSource = z.output<typeof source>

export const snapshot = z.strictObject({
  /** What the snapshot was made of. */
  sources: z.record(z.string(), source),
  models: z.array(model),
})
export type Snapshot = z.output<typeof snapshot>

/**
 * The models that exist, sorted by id. Read once, when first asked for; an import, so that bundles carry it. The file
 * is ours and its test holds it to the schema, so starting a service does not check it again.
 */
export const readSnapshot = async (): Promise<Snapshot> => {
  const { default: models } = await import('../data/models.json', { with: { type: 'json' } })
  return models as Snapshot
}
