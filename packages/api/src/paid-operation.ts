import { z } from 'zod'
import type { Operation, Parameter } from './operation.ts'

const PARAMETERS: readonly Parameter[] = [
  {
    name: 'Idempotency-Key',
    in: 'header',
    description:
      'A key that makes the request safe to send again: for 24 hours a repeat gets the first answer, charged once. See [Sending a request again](/docs/repeating).',
    schema: z.string().min(1).max(255),
  },
  {
    name: 'x-gptget-on-disconnect',
    in: 'header',
    description:
      'What happens to a stream when the caller disconnects: `cancel` (the default) stops it and charges what was generated; `continue` lets it finish, so that it can be resumed.',
    schema: z.enum(['cancel', 'continue']),
  },
]

/** What applies to every operation that costs something. */
export const asPaid = (operation: Operation): Operation => ({
  ...operation,
  parameters: [...(operation.parameters ?? []), ...PARAMETERS],
  errors: [...operation.errors, 'conflict', 'answer_gone'],
})
