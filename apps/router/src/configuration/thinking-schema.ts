import type { ThinkingBudget, ThinkingSupport } from '@gptget/protocol'
import { z } from 'zod'

const efforts = z.array(z.enum(['minimal', 'low', 'medium', 'high', 'xhigh', 'max'])).min(1)
const tokens = z.coerce.number().int().positive()
const canDisable = z.boolean().default(true)

const budget = z
  .strictObject({ min_tokens: tokens, max_tokens: tokens.optional() })
  .refine(({ min_tokens, max_tokens = Infinity }) => min_tokens <= max_tokens, {
    path: ['max_tokens'],
    message: 'it is less than min_tokens',
  })

const toBudget = ({ min_tokens, max_tokens }: z.output<typeof budget>): ThinkingBudget => ({
  minTokens: min_tokens,
  ...(max_tokens === undefined ? {} : { maxTokens: max_tokens }),
})

/** The operator's statement on how a model reasons: one of the modes of `ThinkingSupport`. */
export const thinking = z
  .discriminatedUnion('mode', [
    z.strictObject({ mode: z.enum(['none', 'fixed', 'toggle']) }),
    z.strictObject({ mode: z.literal('budget'), budget, can_disable: canDisable }),
    z.strictObject({ mode: z.literal('effort'), efforts, can_disable: canDisable }),
    z.strictObject({
      mode: z.literal('adaptive'),
      efforts,
      can_disable: canDisable,
      budget: budget.optional(),
    }),
  ])
  .transform((written): ThinkingSupport => {
    switch (written.mode) {
      case 'budget':
        return { mode: 'budget', canDisable: written.can_disable, ...toBudget(written.budget) }
      case 'effort':
        return { mode: 'effort', canDisable: written.can_disable, efforts: written.efforts }
      case 'adaptive':
        return {
          mode: 'adaptive',
          canDisable: written.can_disable,
          efforts: written.efforts,
          ...(written.budget ? { budget: toBudget(written.budget) } : {}),
        }
      default:
        return { mode: written.mode }
    }
  })
