import { z } from 'zod'
import type { Asked } from '../action.ts'

const bashInput = z.object({ command: z.string().min(1).optional(), restart: z.boolean().optional() })

/** A command of the shell. */
export const readBash = (input: unknown): Asked => {
  const { success, data } = bashInput.safeParse(input)
  if (!success || (data.command === undefined && data.restart !== true))
    return { error: 'command: expected the command to run.' }
  return { action: { type: 'bash', command: data.command ?? '', restart: data.restart ?? false } }
}

const path = z.string().min(1)
const editInput = z.discriminatedUnion('command', [
  z.object({ command: z.literal('view'), path, view_range: z.tuple([z.int(), z.int()]).optional() }),
  z.object({ command: z.literal('create'), path, file_text: z.string() }),
  z.object({ command: z.literal('str_replace'), path, old_str: z.string(), new_str: z.string().default('') }),
  z.object({ command: z.literal('insert'), path, insert_line: z.int().min(0), insert_text: z.string() }),
])

/** A change of a file, in the format of Anthropic's `text_editor_20250728`. */
export const readEdit = (input: unknown): Asked => {
  const { success, data, error } = editInput.safeParse(input)
  if (success) return { action: { type: 'edit', edit: data } }
  const [issue] = error.issues
  return { error: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'is not understood'}` }
}
