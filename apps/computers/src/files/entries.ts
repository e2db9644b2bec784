import { z } from 'zod'

/** A file or folder as the agent tells of it. */
export const entry = z.object({
  name: z.string(),
  path: z.string(),
  type: z.enum(['file', 'folder', 'link']),
  size: z.int(),
  modified_at: z.number(),
  mode: z.string(),
})
/** What is in a folder. */
export const listing = z.object({ path: z.string(), entries: z.array(entry), has_more: z.boolean() })

/** The same as callers see it. */
export const describeEntry = (found: z.output<typeof entry>) => ({
  ...found,
  modified_at: new Date(found.modified_at * 1_000).toISOString(),
})
