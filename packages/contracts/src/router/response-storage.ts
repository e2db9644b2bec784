import { z } from 'zod'

/** The storage of a response after its end, and what it continues. */
export const responseStorage = z.object({
  previousResponseId: z.string().nullable(),
  conversationId: z.string().nullable(),
  /** How many of the input items in the body are history; the others are the caller's own. */
  historyItemCount: z.number().int().nonnegative(),
})
export type ResponseStorage = z.output<typeof responseStorage>
