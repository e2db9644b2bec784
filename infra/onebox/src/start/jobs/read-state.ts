import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { z } from 'zod'

/** The file's content in the given shape; null when it is missing or something else. */
export const readState = <Schema extends z.ZodType>(
  dataDirectory: string,
  name: string,
  schema: Schema,
): z.output<Schema> | null => {
  try {
    const parsed = schema.safeParse(JSON.parse(readFileSync(path.join(dataDirectory, name), 'utf8')))
    return parsed.success ? parsed.data : null
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
