import { z } from 'zod'

/** How a request is to be served, where that has a price of its own, and the field that says it. */
const term = z.object({ value: z.string(), param: z.string() })

/** A tool that its provider runs, by the name its dialect has for it. */
const askedTool = z.object({
  type: z.string(),
  param: z.string(),
  /** How often it may be called; left out where the request does not say. */
  maxCalls: z.number().int().nonnegative().optional(),
})
export type AskedTool = z.output<typeof askedTool>

/** What a request asks for that tokens do not pay. */
export const extras = z.object({
  serviceTier: term.optional(),
  speed: term.optional(),
  geography: term.optional(),
  tools: z.array(askedTool).optional(),
  /** There are tools beside those, which the caller runs: without one of the others the request still makes sense. */
  hasCallersTools: z.boolean().optional(),
})
export type Extras = z.output<typeof extras>
