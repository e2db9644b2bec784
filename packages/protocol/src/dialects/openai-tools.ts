import type { OriginalTool, Tool, ToolChoice } from '../canonical/request.ts'
import type { Dialect } from '@gptget/contracts'
import {
  arrayOf,
  compact,
  isObject,
  objectOf,
  optionalText,
  textOf,
  type JsonObject,
} from '../json/object.ts'

/** The definition of a custom tool: `custom` in Chat Completions, the tool itself in Responses. */
export const readCustomTool = (dialect: Dialect, value: JsonObject, described: JsonObject): Tool =>
  compact({
    type: 'custom' as const,
    name: textOf(described['name']),
    description: optionalText(described['description']),
    grammar: grammarOf(objectOf(described['format'])),
    dialect,
    value,
  })

/** The grammar of a custom tool's text, which Chat Completions has in a separate object. */
const grammarOf = (format: JsonObject): string | undefined => {
  if (format['type'] !== 'grammar') return undefined
  const { syntax, definition } = isObject(format['grammar']) ? format['grammar'] : format
  return [optionalText(syntax), optionalText(definition)].filter(Boolean).join('\n')
}

/**
 * A choice among some of the tools, or of a custom tool; undefined for a tool that OpenAI runs, and for choices that
 * only OpenAI has.
 */
export const readOpenAiChoice = (choice: JsonObject): ToolChoice | undefined => {
  switch (choice['type']) {
    case 'custom': {
      const name = nameOf(choice)
      return name === undefined ? undefined : { type: 'tool', name }
    }
    case 'allowed_tools': {
      const { mode, tools } = isObject(choice['allowed_tools']) ? choice['allowed_tools'] : choice
      if (mode != null && mode !== 'auto' && mode !== 'required') return undefined
      return { type: 'allowed', mode: mode ?? 'auto', tools: arrayOf(tools).map(objectOf).flatMap(toolNamed) }
    }
    default:
      return undefined
  }
}

const nameOf = (tool: JsonObject): string | undefined =>
  optionalText(tool['name'] ?? objectOf(tool['function'])['name'] ?? objectOf(tool['custom'])['name'])

const toolNamed = (tool: JsonObject): OriginalTool[] => {
  const name = nameOf(tool)
  const namespace = optionalText(tool['namespace'])
  return name === undefined ? [] : [{ name, ...(namespace === undefined ? {} : { namespace }) }]
}
