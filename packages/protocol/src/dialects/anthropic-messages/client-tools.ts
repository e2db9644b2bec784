import type { DescribedTool } from '../../canonical/request.ts'
import { optionalText, textOf, type JsonObject } from '../../json/object.ts'
import type { Schema } from '../../json-schema/schema.ts'

/*
 * Tools that Anthropic defines and the caller runs. Anthropic's models know their arguments, which requests do not
 * contain. Other models get them from here: platform.claude.com/docs/en/agents-and-tools/tool-use/{bash,text-editor,
 * memory}-tool and `@anthropic-ai/sdk` 1.14. A version that is not listed may have others.
 */

const text = (description: string): Schema => ({ type: 'string', description })
const line = (description: string): Schema => ({ type: 'integer', description })

const commands = (names: readonly string[]): Schema => ({
  type: 'string',
  enum: [...names],
  description: 'What to do; it decides which other arguments are needed.',
})

const argumentsOf = (properties: Record<string, Schema>, ...required: string[]): Schema => ({
  type: 'object',
  properties,
  required,
})

const VIEW_RANGE: Schema = {
  type: 'array',
  items: { type: 'integer' },
  description: 'For view of a file: the first and last line, counted from 1; a last one of -1 is the end.',
}

/** The arguments for files. `inserted` is the name of the text that insert adds. */
const fileArguments = (inserted: string): Record<string, Schema> => ({
  view_range: VIEW_RANGE,
  file_text: text('For create: the content of the file.'),
  old_str: text('For str_replace: the text to replace, which occurs exactly once.'),
  new_str: text('For str_replace: the text in its place.'),
  insert_line: line('For insert: the line after which the text is added; 0 is the beginning.'),
  [inserted]: text(
    inserted === 'new_str' ? 'For str_replace and insert: the new text.' : 'For insert: the text to add.',
  ),
})

const BASH: DescribedTool = {
  name: 'bash',
  description: 'Runs a command in a bash session, which keeps its state between calls.',
  parameters: argumentsOf({
    command: text('The command to run; needed unless the session is restarted.'),
    restart: { type: 'boolean', description: 'True starts the session anew.' },
  }),
}

const EDITS = ['view', 'create', 'str_replace', 'insert']

const editor = (name: string, names: readonly string[], inserted: string): DescribedTool => ({
  name,
  description: 'Views, creates and changes text files.',
  parameters: argumentsOf(
    { command: commands(names), path: text('The file or directory.'), ...fileArguments(inserted) },
    'command',
    'path',
  ),
})

const OLD_EDITOR = editor('str_replace_editor', [...EDITS, 'undo_edit'], 'new_str')
const EDITOR = editor('str_replace_based_edit_tool', EDITS, 'insert_text')

const MEMORY: DescribedTool = {
  name: 'memory',
  description:
    'Keeps notes in files under /memories, which last from one conversation to the next. View that directory before ' +
    'other work, and write down there what will be needed later.',
  parameters: argumentsOf(
    {
      command: commands([...EDITS, 'delete', 'rename']),
      path: text('The file or directory, for all but rename.'),
      ...fileArguments('insert_text'),
      old_path: text('For rename: the path so far.'),
      new_path: text('For rename: the new path.'),
    },
    'command',
  ),
}

const TOOLS: ReadonlyMap<string, DescribedTool> = new Map([
  ['bash_20241022', BASH],
  ['bash_20250124', BASH],
  ['text_editor_20241022', OLD_EDITOR],
  ['text_editor_20250124', OLD_EDITOR],
  ['text_editor_20250429', EDITOR],
  ['text_editor_20250728', EDITOR],
  ['memory_20250818', MEMORY],
])

export const isClientTool = (type: unknown): boolean => TOOLS.has(textOf(type))

/** The description of a tool for models of other vendors; undefined for an unknown tool. */
export const describedTool = (tool: JsonObject): DescribedTool | undefined => {
  const described = TOOLS.get(textOf(tool['type']))
  if (described === undefined) return undefined
  const { max_characters: most } = tool
  const shown = typeof most === 'number' ? ` At most ${most} characters are shown.` : ''
  const name = optionalText(tool['name']) ?? described.name
  return { ...described, name, description: described.description + shown }
}
