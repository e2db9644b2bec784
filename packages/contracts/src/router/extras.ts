import { z } from 'zod'

/** An option of serving with its own price, and the field that requests it. */
const term = z.object({ value: z.string(), param: z.string() })

/** A tool that its provider runs, by its name in the dialect. */
const askedTool = z.object({
  type: z.string(),
  param: z.string(),
  /** How often it may be called; omitted if the request does not say. */
  maxCalls: z.number().int().nonnegative().optional(),
})
export type AskedTool = z.output<typeof askedTool>

/** The extras of a request that tokens do not pay for. */
export const extras = z.object({
  serviceTier: term.optional(),
  speed: term.optional(),
  geography: term.optional(),
  tools: z.array(askedTool).optional(),
  /** There are also tools that the caller runs: without the provider's tools the request still makes sense. */
  hasCallersTools: z.boolean().optional(),
})
export type Extras = z.output<typeof extras>
