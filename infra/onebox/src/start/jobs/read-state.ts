import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { z } from 'zod'

/** Reads and parses a state file. Returns null if it is missing or invalid. */
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
