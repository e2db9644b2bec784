import { PROVIDER_TOOLS } from '@gptget/contracts'
import { z } from 'zod'

/** Settings of a dialect that some of its models refuse, by our names. */
const setting = z.enum(['stop', 'topLogprobs', 'frequencyPenalty', 'presencePenalty', 'verbosity'])

const range = z.strictObject({ least: z.number().optional(), most: z.number().optional() })

/** The settings of the provider's dialect that a model supports. */
export const settings = z.strictObject({
  refuses: z.array(setting).min(1).optional(),
  /** Ranges of numbers, if the model accepts less than the dialect. */
  ranges: z.partialRecord(z.enum(['temperature', 'topP']), range).optional(),
  /** False if it refuses a conversation that ends with an answer, which it would have to continue. */
  hasPrefill: z.literal(false).optional(),
})
export type Settings = z.output<typeof settings>

/**
 * The tools that a model's vendor runs for it, with the vendor's names, newest first. An empty list means that the
 * model does not have the tool; an absent tool is unknown.
 */
export const vendorTools = z.partialRecord(z.enum(PROVIDER_TOOLS), z.array(z.string().min(1)))
export type VendorTools = z.output<typeof vendorTools>
