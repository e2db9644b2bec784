import { z } from 'zod'

/** The prices, limits and last day of a LiteLLM entry, by LiteLLM's names. */
export const mediaEntry = z.record(z.string(), z.union([z.number(), z.string()]))
export type MediaEntry = z.output<typeof mediaEntry>

const TAKEN = /cost_per|^max_(input|output)_tokens$|^deprecation_(date|source)$/
const BATCHES = /_(batches|flex|priority)$/

/** Selects the stored fields of an entry. */
export const keepOfEntry = (entry: Record<string, unknown>): MediaEntry =>
  Object.fromEntries(
    Object.entries(entry).filter(
      (field): field is [string, number | string] =>
        TAKEN.test(field[0]) && !BATCHES.test(field[0]) && ['number', 'string'].includes(typeof field[1]),
    ),
  )
