import { zodResponseFormat } from 'openai/helpers/zod'
import type { JSONSchema } from 'openai/lib/jsonschema'
import type {
  ChatCompletion,
  ChatCompletionChunk,
  ChatCompletionContentPart,
  ChatCompletionCreateParamsNonStreaming,
  ChatCompletionMessage,
  ChatCompletionMessageParam,
} from 'openai/resources/chat/completions'
import {
  MAX_OUTPUT_TOKENS,
  type Answer,
  type Ask,
  type Finish,
  type Part,
  type Tool,
  type Turn,
} from '../conversation.ts'
import { PERSON } from '../person.ts'
import type { Door, Way } from '../way.ts'
import { exceptionsOf, openaiAt, readThrown } from './openai-exceptions.ts'

const paramsOf = (model: string, ask: Ask): ChatCompletionCreateParamsNonStreaming => ({
  model,
  max_completion_tokens: MAX_OUTPUT_TOKENS,
  messages: [
    ...(ask.system === undefined ? [] : [{ role: 'system' as const, content: ask.system }]),
    ...ask.turns.flatMap(messagesOf),
  ],
  ...(ask.tools && {
    tools: ask.tools.map(({ name, description, schema }) => ({
      type: 'function' as const,
      function: { name, description, parameters: schema },
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
  ...(typeof ask.output === 'object' && { response_format: zodResponseFormat(PERSON, 'person') }),
  ...(ask.reasons && { reasoning_effort: 'low' as const }),
})

const messagesOf = (turn: Turn): ChatCompletionMessageParam[] => {
  switch (turn.role) {
    case 'user':
      return [{ role: 'user', content: turn.parts.map(partOf) }]
    case 'assistant':
      return [{ role: 'assistant', content: turn.text }]
    case 'replay':
      return [turn.answer.replay as ChatCompletionMessage]
    case 'results':
      return turn.results.map(({ call, text }) => ({ role: 'tool', tool_call_id: call.id, content: text }))
  }
}

const partOf = (part: Part): ChatCompletionContentPart => {
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
        file: { filename: 'a.pdf', file_data: `data:application/pdf;base64,${part.base64}` },
      }
    case 'audio':
      return { type: 'input_audio', input_audio: { data: part.base64, format: 'wav' } }
    case 'pdf-url':
      throw new Error('the chat dialect does not support files by URL')
  }
}

const FINISH: Record<string, Finish> = {
  stop: 'stop',
  length: 'length',
  tool_calls: 'tool-calls',
  content_filter: 'content-filter',
}

type Message = ChatCompletionMessage & { reasoning?: string; reasoning_content?: string; parsed?: unknown }

const answerOf = (completion: ChatCompletion): Answer => {
  const [choice] = completion.choices
  if (!choice) throw new Error('there is no choice')
  const message = choice.message as Message
  return {
    id: completion.id,
    text: message.content ?? '',
    reasoning: message.reasoning_content ?? message.reasoning ?? '',
    calls: (message.tool_calls ?? []).flatMap((call) =>
      call.type === 'function'
        ? [{ id: call.id, name: call.function.name, input: JSON.parse(call.function.arguments) as unknown }]
        : [],
    ),
    finish: FINISH[choice.finish_reason],
    ...countsOf(completion.usage),
    ...(message.parsed ? { parsed: message.parsed } : {}),
    replay: message,
  }
}

const countsOf = (usage: ChatCompletion['usage'] | null): Pick<Answer, 'usage' | 'costUsd'> => ({
  usage: {
    input: usage?.prompt_tokens,
    output: usage?.completion_tokens,
    cached: usage?.prompt_tokens_details?.cached_tokens,
  },
  costUsd: (usage as { cost?: number } | undefined)?.cost,
})

const streamHelper = async (door: Door, model: string, ask: Ask): Promise<Answer> => {
  const stream = openaiAt(door).chat.completions.stream({
    ...paramsOf(model, ask),
    stream: true,
    stream_options: { include_usage: true },
  })
  return answerOf(await stream.finalChatCompletion())
}

/** Joins the chunks by hand, as most callers do. */
const createStream = async (door: Door, model: string, ask: Ask): Promise<Answer> => {
  const stream = await openaiAt(door).chat.completions.create({ ...paramsOf(model, ask), stream: true })
  const chunks = await Array.fromAsync(stream)
  return answerOf(join(chunks))
}

type Delta = ChatCompletionChunk.Choice.Delta & { reasoning_content?: string; reasoning_details?: unknown[] }

const join = (chunks: ChatCompletionChunk[]): ChatCompletion => {
  const message = { role: 'assistant', content: null, refusal: null } as Message & Record<string, unknown>
  let finish: string | null = null
  for (const { choices } of chunks) {
    for (const { delta, finish_reason } of choices) {
      add(message, delta as Delta)
      finish = finish_reason ?? finish
    }
  }
  const usage = chunks.findLast((chunk) => chunk.usage)?.usage
  return {
    ...chunks[0],
    choices: [{ index: 0, message, finish_reason: finish, logprobs: null }],
    usage,
  } as unknown as ChatCompletion
}

const add = (message: Message & Record<string, unknown>, delta: Delta): void => {
  if (delta.content) message.content = (message.content ?? '') + delta.content
  if (delta.reasoning_content)
    message.reasoning_content = (message.reasoning_content ?? '') + delta.reasoning_content
  if (delta.reasoning_details)
    message['reasoning_details'] = [
      ...((message['reasoning_details'] as unknown[]) ?? []),
      ...delta.reasoning_details,
    ]
  for (const { index, function: piece, ...rest } of delta.tool_calls ?? []) {
    message.tool_calls ??= []
    const call = message.tool_calls[index]
    if (call?.type === 'function') call.function.arguments += piece?.arguments ?? ''
    else
      message.tool_calls[index] = {
        ...rest,
        type: 'function',
        id: rest.id ?? '',
        function: { name: piece?.name ?? '', arguments: piece?.arguments ?? '' },
      }
  }
}

const runnable = ({ name, description, schema }: Tool, answer: string) => ({
  type: 'function' as const,
  function: { name, description, parameters: schema as JSONSchema, function: () => answer },
})

/** The helper that calls the tools itself. */
const runTools = async (door: Door, model: string, ask: Ask): Promise<Answer> => {
  const runner = openaiAt(door).chat.completions.runTools({
    ...paramsOf(model, ask),
    tools: (ask.tools ?? []).map((tool) => runnable(tool, ask.toolsAnswer ?? '')),
  })
  return answerOf(await runner.finalChatCompletion())
}

const create = async (door: Door, model: string, ask: Ask): Promise<Answer> => {
  if (ask.toolsAnswer !== undefined) return runTools(door, model, ask)
  const { completions } = openaiAt(door).chat
  const params = paramsOf(model, ask)
  return answerOf(
    typeof ask.output === 'object' ? await completions.parse(params) : await completions.create(params),
  )
}

const TEXT_RESULTS = 'In Chat Completions, tools only return text.'
const MARKERS = 'Only Anthropic’s dialect has cache markers.'

const chatWay = (name: string, isStream: boolean, ask: Way['ask'], hides: Way['hides'] = {}): Way => ({
  name: `openai chat ${name}`,
  inbound: 'openai-chat',
  isStream,
  ask,
  readThrown,
  exceptions: exceptionsOf(isStream),
  cannotSay: {
    'PDF by URL': 'Chat Completions only accepts files as data.',
    'tool result with an image': TEXT_RESULTS,
    'prompt cache marker': MARKERS,
    ...(isStream && { 'tool loop of the SDK': 'See runTools in the column of create.' }),
  },
  hides,
})

export const openaiChatWays: Way[] = [
  chatWay('create, parse, runTools', false, create),
  chatWay('create, stream', true, createStream),
  chatWay('stream()', true, streamHelper, {
    reasoning: 'The helper keeps only the last piece of a field that OpenAI does not document.',
  }),
]
