import { PROVIDER_TOOLS } from '@gptget/contracts'
import { z } from 'zod'

/** Settings that some models of a provider refuse although its dialect has words for them, by our names. */
const setting = z.enum(['stop', 'topLogprobs', 'frequencyPenalty', 'presencePenalty', 'verbosity'])

const range = z.strictObject({ least: z.number().optional(), most: z.number().optional() })

/** What a model takes of what its provider's dialect can say. */
export const settings = z.strictObject({
  refuses: z.array(setting).min(1).optional(),
  /** Numbers that its maker takes for it, where these are fewer than the dialect has. */
  ranges: z.partialRecord(z.enum(['temperature', 'topP']), range).optional(),
  /** False if it refuses a conversation that ends with an answer, which it would have to continue. */
  hasPrefill: z.literal(false).optional(),
})
export type Settings = z.output<typeof settings>

/**
 * The tools that a model's vendor runs for it, each with the vendor's names of it, the newest first. An empty list: the
 * vendor says that the model does not have it. What is absent was not found out.
 */
export const vendorTools = z.partialRecord(z.enum(PROVIDER_TOOLS), z.array(z.string().min(1)))
export type VendorTools = z.output<typeof vendorTools>
