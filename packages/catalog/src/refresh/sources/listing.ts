import { z } from 'zod'
import { price } from '../../price.ts'
import { thinking } from '../../thinking.ts'

const date = z.iso.date()
const tokens = z.number().int().positive()

/**
 * One model of one seller, according to one source, which may leave out any fact. `model` is the seller's own name.
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
  /** Its seller has a web search for it. */
  hasWebSearch: z.boolean().optional(),
  thinking: thinking.optional(),
  price: price.optional(),
  /** The price is that of the most expensive hour. */
  isByHour: z.literal(true).optional(),
  /** The source does not know the sizes at which the tiers start. */
  hasVagueTiers: z.literal(true).optional(),
  /** The day when the seller stops serving it. */
  retires: date.optional(),
  /** Its vendor no longer sells it. */
  isRemoved: z.literal(true).optional(),
  /** The seller's name of the recommended replacement. */
  replacement: z.string().optional(),
})
export type Listing = z.output<typeof listing>
