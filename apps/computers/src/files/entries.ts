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

/** The same in the API's format. */
export const describeEntry = (found: z.output<typeof entry>) => ({
  ...found,
  modified_at: new Date(found.modified_at * 1_000).toISOString(),
})
