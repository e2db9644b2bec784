import { z } from 'zod'

/** That a response is kept once it has ended, and what it follows on. */
export const responseStorage = z.object({
  previousResponseId: z.string().nullable(),
  conversationId: z.string().nullable(),
  /** How many of the input items in the body come from there; the others are the caller's own. */
  historyItemCount: z.number().int().nonnegative(),
})
export type ResponseStorage = z.output<typeof responseStorage>
