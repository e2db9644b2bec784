import { z } from 'zod'
import { defineExchange } from '../subject.ts'
import { COUNTING_DIALECTS } from '../vocabulary.ts'

/** Served by the router: how many tokens the request in the body has for a model. Nothing is generated or charged. */
export const countTokens = defineExchange(
  'router.count-tokens',
  z.object({
    dialect: z.enum(COUNTING_DIALECTS),
    model: z.string(),
    traceparent: z.string().nullable(),
    /** As of a generation. */
    forwardedHeaders: z.record(z.string(), z.string()),
  }),
)

/** The answer. `provider`: who counted exactly; null for an estimate. */
export const tokenCount = z.object({
  tokens: z.number().int().nonnegative(),
  provider: z.string().nullable(),
})
export type TokenCount = z.output<typeof tokenCount>
