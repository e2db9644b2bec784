import { z } from 'zod'

/** A file or folder in the agent's format. */
export const entry = z.object({
  name: z.string(),
  path: z.string(),
  type: z.enum(['file', 'folder', 'link']),
  size: z.int(),
  modified_at: z.number(),
  mode: z.string(),
})
/** The content of a folder. */
export const listing = z.object({ path: z.string(), entries: z.array(entry), has_more: z.boolean() })

/** The last moment that dates can name (ECMA-262, 21.4.1.1). Files can have later ones. */
const LAST_MS = 8.64e15

export const dateOf = (seconds: number): Date =>
  new Date(Math.max(-LAST_MS, Math.min(LAST_MS, seconds * 1_000)))

/** The same in the API's format. */
export const describeEntry = (found: z.output<typeof entry>) => ({
  ...found,
  modified_at: dateOf(found.modified_at).toISOString(),
})
