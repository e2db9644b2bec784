import type { ChatMessage, ChatRequest, FunctionTool, Part } from '../../../api/chat.ts'
import { base64Of } from '../attachments.ts'
import { mediaTypeOf } from './files-of.ts'
import { literal } from './literal.ts'
import { leftOut, type Sample } from './sample.ts'
import { JAVASCRIPT } from './syntaxes.ts'

/** The format requires a limit. */
const MAX_TOKENS = 4_096

export const anthropic: Sample = ({ origin, request, files }) =>
  `${files.size > 0 ? "import { readFileSync } from 'node:fs'\n" : ''}import Anthropic from '@anthropic-ai/sdk'

const client = new Anthropic({ baseURL: '${origin}', apiKey: process.env.GPTGET_API_KEY })

${leftOut(unsaid(request))}const message = await client.messages.create(${literal(messagesRequest(request), JAVASCRIPT, files)})
console.log(message.content)`

/** Settings that the format does not have. */
const unsaid = (request: ChatRequest): string[] => [
  ...(['seed', 'frequency_penalty', 'presence_penalty'] as const).filter((name) => name in request),
  ...(request.response_format?.type === 'json_object' ? ['JSON without a schema'] : []),
  ...(JSON.stringify(request.messages).includes('"input_audio"') ? ['sound'] : []),
]

/** Converts the request to Anthropic's format (https://platform.claude.com/docs/en/api/messages). */
const messagesRequest = (request: ChatRequest) => {
  const system = request.messages.find(({ role }) => role === 'system')
  return {
    model: request.model,
    max_tokens: request.max_tokens ?? MAX_TOKENS,
    system: system?.content ?? undefined,
    messages: request.messages.filter(({ role }) => role !== 'system').reduce(addMessage, []),
    temperature: request.temperature,
    top_p: request.top_p,
    stop_sequences: request.stop,
    tools: request.tools?.map(toolOf),
    tool_choice: request.tool_choice && { type: request.tool_choice === 'required' ? 'any' : 'none' },
    ...thinkingOf(request),
  }
}

type Message = { role: 'user' | 'assistant'; content: unknown[] }

/** The results of tools are sent as one user message. */
const addMessage = (messages: Message[], message: ChatMessage): Message[] => {
  const role = message.role === 'assistant' ? 'assistant' : 'user'
  const last = messages.at(-1)
  return last?.role === role
    ? [...messages.slice(0, -1), { role, content: [...last.content, ...blocksOf(message)] }]
    : [...messages, { role, content: blocksOf(message) }]
}

const blocksOf = (message: ChatMessage): unknown[] => {
  if (message.role === 'tool')
    return [{ type: 'tool_result', tool_use_id: message.tool_call_id, content: message.content }]
  const calls = message.role === 'assistant' ? (message.tool_calls ?? []) : []
  return [
    ...partsOf(message.content).flatMap(blockOf),
    ...calls.map(({ id, function: { name, arguments: input } }) => ({
      type: 'tool_use',
      id,
      name,
      input: JSON.parse(input || '{}') as unknown,
    })),
  ]
}

/** The content of a message as parts. */
export const partsOf = (content: string | Part[] | null): Part[] => {
  if (content === null) return []
  return typeof content === 'string' ? [{ type: 'text', text: content }] : content
}

const blockOf = (part: Part): unknown[] => {
  switch (part.type) {
    case 'text':
      return [part]
    case 'image_url':
      return [{ type: 'image', source: sourceOf(part.image_url.url) }]
    case 'file':
      return [{ type: 'document', title: part.file.filename, source: sourceOf(part.file.file_data) }]
    case 'input_audio':
      return []
  }
}

const sourceOf = (url: string) => ({ type: 'base64', media_type: mediaTypeOf(url), data: base64Of(url) })

const toolOf = ({ function: { name, description, parameters } }: FunctionTool) => ({
  name,
  description,
  input_schema: parameters ?? { type: 'object' },
})

/** Efforts with other names in this format. */
const EFFORTS: Record<string, string> = { minimal: 'low' }

const thinkingOf = ({ reasoning_effort: effort, response_format: format }: ChatRequest) => {
  const isThinking = effort !== undefined && effort !== 'none'
  const config = {
    effort: isThinking ? (EFFORTS[effort] ?? effort) : undefined,
    format:
      format?.type === 'json_schema' ? { type: 'json_schema', schema: format.json_schema.schema } : undefined,
  }
  return {
    thinking: effort === undefined ? undefined : { type: isThinking ? 'adaptive' : 'disabled' },
    output_config: config.effort === undefined && config.format === undefined ? undefined : config,
  }
}
