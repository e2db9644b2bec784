import type { ChatMessage, ChatRequest, Part, ToolCall } from '../../../api/chat.ts'
import { base64Of } from '../attachments.ts'
import { partsOf } from './anthropic.ts'
import { mediaTypeOf } from './files-of.ts'
import { entriesOf, literal } from './literal.ts'
import type { Sample } from './sample.ts'
import { JAVASCRIPT } from './syntaxes.ts'

export const google: Sample = ({ origin, request, files }) =>
  `${files.size > 0 ? "import { readFileSync } from 'node:fs'\n" : ''}import { GoogleGenAI } from '@google/genai'

const client = new GoogleGenAI({ apiKey: process.env.GPTGET_API_KEY, httpOptions: { baseUrl: '${origin}' } })

const answer = await client.models.generateContent(${literal(contentRequest(request), JAVASCRIPT, files)})
console.log(${request.tools === undefined ? 'answer.text' : 'answer.candidates[0].content.parts'})`

/** Converts the request to the SDK's format (https://googleapis.github.io/js-genai/). */
const contentRequest = (request: ChatRequest) => {
  const config = configOf(request)
  return {
    model: request.model,
    contents: request.messages.filter(({ role }) => role !== 'system').reduce(addContent(request), []),
    config: entriesOf(config).length === 0 ? undefined : config,
  }
}

type Content = { role: 'user' | 'model'; parts: unknown[] }

/** Turns alternate, so the results of several tools are one turn. */
const addContent =
  (request: ChatRequest) =>
  (contents: Content[], message: ChatMessage): Content[] => {
    const role = message.role === 'assistant' ? 'model' : 'user'
    const parts = partsIn(message, request)
    const last = contents.at(-1)
    return last?.role === role
      ? [...contents.slice(0, -1), { role, parts: [...last.parts, ...parts] }]
      : [...contents, { role, parts }]
  }

const partsIn = (message: ChatMessage, request: ChatRequest): unknown[] => {
  if (message.role === 'tool') return [resultPart(message.tool_call_id, message.content, request)]
  const calls = message.role === 'assistant' ? (message.tool_calls ?? []) : []
  return [...partsOf(message.content).map(googlePart), ...calls.map(callPart)]
}

const callPart = ({ id, function: { name, arguments: args } }: ToolCall) => ({
  functionCall: { id, name, args: JSON.parse(args || '{}') as unknown },
})

const resultPart = (id: string, output: string, { messages }: ChatRequest) => {
  const calls = messages.flatMap((message) =>
    message.role === 'assistant' ? (message.tool_calls ?? []) : [],
  )
  const name = calls.find((call) => call.id === id)?.function.name
  return { functionResponse: { id, name, response: { output } } }
}

const googlePart = (part: Part): unknown => {
  switch (part.type) {
    case 'text':
      return { text: part.text }
    case 'image_url':
      return inline(part.image_url.url)
    case 'file':
      return inline(part.file.file_data)
    case 'input_audio': {
      const { data, format } = part.input_audio
      return { inlineData: { mimeType: format === 'mp3' ? 'audio/mpeg' : 'audio/wav', data } }
    }
  }
}

const inline = (url: string) => ({ inlineData: { mimeType: mediaTypeOf(url), data: base64Of(url) } })

const configOf = (request: ChatRequest) => ({
  systemInstruction: request.messages.find(({ role }) => role === 'system')?.content ?? undefined,
  temperature: request.temperature,
  topP: request.top_p,
  maxOutputTokens: request.max_tokens,
  seed: request.seed,
  frequencyPenalty: request.frequency_penalty,
  presencePenalty: request.presence_penalty,
  stopSequences: request.stop,
  tools: request.tools && [{ functionDeclarations: request.tools.map(({ function: one }) => declared(one)) }],
  toolConfig: request.tool_choice && {
    functionCallingConfig: { mode: request.tool_choice === 'required' ? 'ANY' : 'NONE' },
  },
  responseMimeType: request.response_format && 'application/json',
  responseJsonSchema:
    request.response_format?.type === 'json_schema' ? request.response_format.json_schema.schema : undefined,
  thinkingConfig: thinkingOf(request),
})

const declared = ({ name, description, parameters }: NonNullable<ChatRequest['tools']>[0]['function']) => ({
  name,
  description,
  parametersJsonSchema: parameters,
})

/** Efforts with other names in this format. */
const LEVELS: Record<string, string> = { xhigh: 'HIGH' }

const thinkingOf = ({ reasoning_effort: effort }: ChatRequest) => {
  if (effort === undefined) return undefined
  return effort === 'none' ? { thinkingBudget: 0 } : { thinkingLevel: LEVELS[effort] ?? effort.toUpperCase() }
}
