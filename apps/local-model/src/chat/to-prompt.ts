import type { PromptMessage } from '../engine/render-prompt.ts'
import type { ChatMessage, MessageContent, Tool } from './read-request.ts'

/** Converts a conversation for the model's template. Tool calls and their results become marked text. */
export const toPrompt = (messages: readonly ChatMessage[], tools: readonly Tool[]): PromptMessage[] => {
  const prompt = messages.map(toPromptMessage)
  return tools.length > 0 ? [{ role: 'system', text: describeTools(tools) }, ...prompt] : prompt
}

/** The text before the arguments of a call, in the model's own notation. */
export const openToolCall = (name: string): string => `${openToolName}${name}", "arguments": `
export const openToolName = '<tool_call>\n{"name": "'
const closeToolCall = '}\n</tool_call>'

const toPromptMessage = (message: ChatMessage): PromptMessage => {
  switch (message.role) {
    case 'system':
    case 'developer':
      return { role: 'system', text: textOf(message.content) }
    case 'user':
      return { role: 'user', text: textOf(message.content) }
    case 'tool':
      return { role: 'user', text: `<tool_response>\n${textOf(message.content)}\n</tool_response>` }
    case 'assistant': {
      const calls = (message.tool_calls ?? []).map(
        ({ function: { name, arguments: args } }) => `${openToolCall(name)}${args}${closeToolCall}`,
      )
      return { role: 'assistant', text: [textOf(message.content), ...calls].filter(Boolean).join('\n') }
    }
  }
}

const textOf = (content: MessageContent | null | undefined): string =>
  Array.isArray(content)
    ? content.map(({ text, refusal }) => text ?? refusal ?? '').join('\n')
    : (content ?? '')

const describeTools = (tools: readonly Tool[]): string =>
  [
    'You call functions to help the user. The functions you have:',
    '<tools>',
    ...tools.map(({ function: { name, description, parameters } }) =>
      JSON.stringify({ name, description: description ?? '', parameters: parameters ?? {} }),
    ),
    '</tools>',
  ].join('\n')
