import {
  AIMessage,
  HumanMessage,
  SystemMessage,
  ToolMessage,
  type AIMessageChunk,
  type BaseMessage,
} from '@langchain/core/messages'
import { concat } from '@langchain/core/utils/stream'
import { ChatOpenAI } from '@langchain/openai'
import type { Dialect } from '@gptget/contracts'
import {
  MAX_OUTPUT_TOKENS,
  type Answer,
  type Ask,
  type Finish,
  type Part,
  type Turn,
} from '../conversation.ts'
import { PERSON_SCHEMA } from '../person.ts'
import type { Door, Way } from '../way.ts'
import { exceptionsOf, readThrown } from './openai-exceptions.ts'

type Api = 'chat' | 'responses'

const runnableFor = (api: Api, { origin, apiKey }: Door, model: string, ask: Ask) =>
  new ChatOpenAI({
    model,
    apiKey,
    maxRetries: 0,
    maxTokens: MAX_OUTPUT_TOKENS,
    useResponsesApi: api === 'responses',
    streamUsage: true,
    configuration: { baseURL: `${origin}/v1` },
    ...(api === 'responses' && { zdrEnabled: true }),
    ...(ask.reasons && reasoningOn(api)),
  }).withConfig({
    ...(ask.tools && {
      tools: ask.tools.map(({ name, description, schema }) => ({
        type: 'function' as const,
        function: { name, description, parameters: schema, strict: false },
      })),
    }),
    ...(ask.toolChoice && {
      tool_choice:
        typeof ask.toolChoice === 'string'
          ? ask.toolChoice
          : { type: 'function' as const, function: ask.toolChoice },
    }),
    ...(ask.stop && { stop: ask.stop }),
    ...(ask.output === 'json' && { response_format: { type: 'json_object' as const } }),
    ...(typeof ask.output === 'object' && {
      response_format: {
        type: 'json_schema' as const,
        json_schema: { name: 'person', strict: true, schema: PERSON_SCHEMA },
      },
    }),
  })

/** LangChain omits its field for reasoning for models with unknown names. */
const reasoningOn = (api: Api) => ({
  modelKwargs:
    api === 'chat' ? { reasoning_effort: 'low' } : { reasoning: { effort: 'low', summary: 'auto' } },
})

const messagesOf = ({ system, turns }: Ask): BaseMessage[] => [
  ...(system === undefined ? [] : [new SystemMessage(system)]),
  ...turns.flatMap(turnMessages),
]

const turnMessages = (turn: Turn): BaseMessage[] => {
  switch (turn.role) {
    case 'user':
      return [new HumanMessage({ content: turn.parts.map(partOf) })]
    case 'assistant':
      return [new AIMessage(turn.text)]
    case 'replay':
      return [turn.answer.replay as BaseMessage]
    case 'results':
      return turn.results.map(
        ({ call, text, png }) =>
          new ToolMessage({
            content:
              png === undefined
                ? text
                : [partOf({ type: 'text', text }), partOf({ type: 'image', base64: png })],
            tool_call_id: call.id,
          }),
      )
  }
}

const partOf = (part: Part) => {
  switch (part.type) {
    case 'text':
      return part
    case 'image':
      return { type: 'image_url', image_url: { url: `data:image/png;base64,${part.base64}` } }
    case 'image-url':
      return { type: 'image_url', image_url: { url: part.url } }
    case 'pdf':
      return {
        type: 'file',
        source_type: 'base64',
        mime_type: 'application/pdf',
        data: part.base64,
        metadata: { filename: 'a.pdf' },
      }
    case 'audio':
      return { type: 'audio', source_type: 'base64', mime_type: 'audio/wav', data: part.base64 }
    case 'pdf-url':
      return { type: 'file', source_type: 'url', mime_type: 'application/pdf', url: part.url }
  }
}

const FINISH: Record<string, Finish> = {
  stop: 'stop',
  length: 'length',
  tool_calls: 'tool-calls',
  content_filter: 'content-filter',
}

type Metadata = {
  id?: string
  finish_reason?: string
  status?: string
  incomplete_details?: { reason?: string } | null
}

const answerOf = (message: AIMessage | AIMessageChunk): Answer => {
  const { usage_metadata: usage } = message
  const metadata = message.response_metadata as Metadata
  const calls = (message.tool_calls ?? []).map(({ id = '', name, args }) => ({ id, name, input: args }))
  return {
    id: metadata.id ?? message.id,
    text: message.text,
    reasoning: reasoningOf(message),
    calls,
    finish: finishOf(metadata, calls.length > 0),
    usage: {
      input: usage?.input_tokens,
      output: usage?.output_tokens,
      cached: usage?.input_token_details?.cache_read,
    },
    costUsd: undefined,
    replay: message,
  }
}

const reasoningOf = ({ contentBlocks }: AIMessage | AIMessageChunk): string =>
  contentBlocks.map((block) => (block.type === 'reasoning' ? String(block.reasoning) : '')).join('')

const finishOf = (metadata: Metadata, isCalling: boolean): Finish | undefined => {
  if (metadata.finish_reason !== undefined) return FINISH[metadata.finish_reason]
  if (metadata.status === 'incomplete')
    return metadata.incomplete_details?.reason === 'max_output_tokens' ? 'length' : 'content-filter'
  if (metadata.status !== 'completed') return undefined
  return isCalling ? 'tool-calls' : 'stop'
}

const invoke =
  (api: Api): Way['ask'] =>
  async (door, model, ask) =>
    answerOf(await runnableFor(api, door, model, ask).invoke(messagesOf(ask)))

const stream =
  (api: Api): Way['ask'] =>
  async (door, model, ask) => {
    const chunks = await Array.fromAsync(await runnableFor(api, door, model, ask).stream(messagesOf(ask)))
    return answerOf(chunks.reduce((joined, chunk) => concat(joined, chunk)))
  }

const LEFT_OUT = 'LangChain omits a tool choice that is a string.'

const langchainWay = (api: Api, inbound: Dialect, isStream: boolean): Way => ({
  name: `langchain ${isStream ? 'stream' : 'invoke'}, ChatOpenAI ${api}`,
  inbound,
  isStream,
  ask: isStream ? stream(api) : invoke(api),
  readThrown,
  exceptions: exceptionsOf(isStream),
  cannotSay: {
    'tool loop of the SDK': 'A chat model does not run tools; LangGraph does, with these calls.',
    'prompt cache marker': 'Only Anthropic’s dialect has cache markers.',
    ...(api === 'chat'
      ? {
          'PDF by URL': 'The SDK only accepts files as data.',
          'tool result with an image': 'In Chat Completions, tools only return text.',
        }
      : {
          'required tool': LEFT_OUT,
          'no tool': LEFT_OUT,
          audio: 'The Responses API does not accept audio.',
          'stop sequence': 'The Responses API has no stop sequences.',
        }),
  },
  hides: {
    cost: 'LangChain only keeps the token counts that it knows.',
    ...(api === 'chat' && {
      reasoning: 'LangChain does not read reasoning from Chat Completions.',
      signatures: 'LangChain only keeps texts and calls of a message.',
    }),
  },
})

export const langchainWays: Way[] = [
  langchainWay('chat', 'openai-chat', false),
  langchainWay('chat', 'openai-chat', true),
  langchainWay('responses', 'openai-responses', false),
  langchainWay('responses', 'openai-responses', true),
]
