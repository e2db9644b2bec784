import { z } from 'zod'
import { defineCall, nanoUsd } from '../subject.ts'

const tokenCount = z.number().int().nonnegative()

/** The result of one call of a run's model. `cost` in US dollars. */
export const runGeneration = z.object({
  step: z.number().int(),
  generation_id: z.string(),
  model: z.string(),
  provider: z.string().nullable(),
  cost: z.number(),
  input_tokens: tokenCount,
  cache_read_tokens: tokenCount,
  output_tokens: tokenCount,
  /** Part of `output_tokens`. */
  reasoning_tokens: tokenCount.default(0),
})
export type RunGeneration = z.output<typeof runGeneration>

/** The result of a model's run on a computer; null if the account has none with this id. Also answers while it runs. */
export const readRunReceipt = defineCall(
  'computers.runs.receipt',
  z.object({ accountId: z.string(), runId: z.string() }),
  z.object({
    receipt: z
      .object({
        keyId: z.string(),
        requestId: z.string(),
        threadId: z.string(),
        model: z.string(),
        finishReason: z.string().nullable(),
        error: z.string().nullable(),
        costNanoUsd: nanoUsd,
        createdAt: z.string(),
        durationMs: z.number(),
        generations: z.array(runGeneration),
      })
      .nullable(),
  }),
)
export type RunReceipt = NonNullable<z.output<(typeof readRunReceipt)['response']>['receipt']>
