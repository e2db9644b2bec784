import { z } from 'zod'
import { price } from '../../price.ts'
import { thinking } from '../../thinking.ts'

const date = z.iso.date()
const tokens = z.number().int().positive()

/**
 * One model as one seller sells it: what one source says of it, and nothing that it leaves open. `model` is the
 * seller's own name.
 */
export const listing = z.strictObject({
  model: z.string().min(1),
  name: z.string().optional(),
  released: date.optional(),
  context: tokens.optional(),
  maxOutput: tokens.optional(),
  input: z.array(z.string()).optional(),
  output: z.array(z.string()).optional(),
  hasTools: z.boolean().optional(),
  isReasoning: z.boolean().optional(),
  hasJsonSchema: z.boolean().optional(),
  hasSampling: z.boolean().optional(),
  hasForcedTools: z.boolean().optional(),
  /** Its seller searches the web for it. */
  hasWebSearch: z.boolean().optional(),
  thinking: thinking.optional(),
  price: price.optional(),
  /** The price is that of the dearest hour of the day. */
  isByHour: z.literal(true).optional(),
  /** Longer requests cost what the tiers say, but the source does not say from what size on. */
  hasVagueTiers: z.literal(true).optional(),
  /** The seller stops, or stopped, serving it on this day. */
  retires: date.optional(),
  /** Its maker does not sell it any more. */
  isRemoved: z.literal(true).optional(),
  /** The seller's name of what it recommends instead. */
  replacement: z.string().optional(),
})
export type Listing = z.output<typeof listing>
