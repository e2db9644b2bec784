import Anthropic, { AnthropicError, APIError } from '@anthropic-ai/sdk'
import { betaTool } from '@anthropic-ai/sdk/helpers/beta/json-schema'
import { zodOutputFormat } from '@anthropic-ai/sdk/helpers/zod'
import type {
  ContentBlockParam,
  ImageBlockParam,
  Message,
  MessageCreateParamsNonStreaming,
  MessageParam,
} from '@anthropic-ai/sdk/resources/messages'
import {
  MAX_OUTPUT_TOKENS,
  type Answer,
  type Ask,
  type Finish,
  type Part,
  type Turn,
} from '../conversation.ts'
import { PERSON } from '../person.ts'
import type { Door, Thrown, Way } from '../way.ts'

export const anthropicAt = ({ origin, apiKey }: Door): Anthropic =>
  new Anthropic({ baseURL: origin, apiKey, maxRetries: 0 })

const paramsOf = (model: string, ask: Ask): MessageCreateParamsNonStreaming => ({
  model,
  max_tokens: MAX_OUTPUT_TOKENS,
  ...(ask.system === undefined ? {} : { system: ask.system }),
  messages: ask.turns.map(messageOf),
  ...(ask.tools && {
    tools: ask.tools.map(({ name, description, schema }) => ({ name, description, input_schema: schema })),
  }),
  ...(ask.stop && { stop_sequences: ask.stop }),
  ...(ask.toolChoice && { tool_choice: choiceOf(ask.toolChoice) }),
  ...(typeof ask.output === 'object' && { output_config: { format: zodOutputFormat(PERSON) } }),
  ...(ask.reasons && { thinking: { type: 'enabled' as const, budget_tokens: 2048 } }),
})

const choiceOf = (
  choice: NonNullable<Ask['toolChoice']>,
): NonNullable<MessageCreateParamsNonStreaming['tool_choice']> => {
  if (choice === 'none') return { type: 'none' }
  return choice === 'required' ? { type: 'any' } : { type: 'tool', name: choice.name }
}

const messageOf = (turn: Turn): MessageParam => {
  switch (turn.role) {
    case 'user':
      return { role: 'user', content: turn.parts.map(blockOf) }
    case 'assistant':
      return { role: 'assistant', content: turn.text }
    case 'replay':
      return { role: 'assistant', content: (turn.answer.replay as Message).content }
    case 'results':
      return {
        role: 'user',
        content: turn.results.map(({ call, text, png }) => ({
          type: 'tool_result',
          tool_use_id: call.id,
          content: png === undefined ? text : [{ type: 'text', text }, imageBlock(png)],
        })),
      }
  }
}

const imageBlock = (data: string): ImageBlockParam => ({
  type: 'image',
  source: { type: 'base64', media_type: 'image/png', data },
})

const blockOf = (part: Part): ContentBlockParam => {
  switch (part.type) {
    case 'text':
      return {
        type: 'text',
        text: part.text,
        ...(part.endsCache && { cache_control: { type: 'ephemeral' } }),
      }
    case 'image':
      return imageBlock(part.base64)
    case 'image-url':
      return { type: 'image', source: { type: 'url', url: part.url } }
    case 'pdf':
      return {
        type: 'document',
        source: { type: 'base64', media_type: 'application/pdf', data: part.base64 },
      }
    case 'audio':
      throw new Error('Claude does not accept audio')
    case 'pdf-url':
      return { type: 'document', source: { type: 'url', url: part.url } }
  }
}

const FINISH: Record<string, Finish> = {
  end_turn: 'stop',
  max_tokens: 'length',
  tool_use: 'tool-calls',
  refusal: 'content-filter',
}

const answerOf = (message: Message & { parsed_output?: unknown }): Answer => {
  const { content, usage } = message
  return {
    id: message.id,
    text: content.map((block) => (block.type === 'text' ? block.text : '')).join(''),
    reasoning: content.map((block) => (block.type === 'thinking' ? block.thinking : '')).join(''),
    calls: content.flatMap((block) =>
      block.type === 'tool_use' ? [{ id: block.id, name: block.name, input: block.input }] : [],
    ),
    finish: FINISH[message.stop_reason ?? ''],
    usage: {
      input:
        usage.input_tokens + (usage.cache_read_input_tokens ?? 0) + (usage.cache_creation_input_tokens ?? 0),
      output: usage.output_tokens,
      cached: usage.cache_read_input_tokens ?? undefined,
    },
    costUsd: (usage as { cost?: number }).cost,
    ...(message.parsed_output ? { parsed: message.parsed_output } : {}),
    replay: message,
  }
}

const create = async (door: Door, model: string, ask: Ask): Promise<Answer> => {
  const { messages } = anthropicAt(door)
  const params = paramsOf(model, ask)
  return answerOf(
    typeof ask.output === 'object' ? await messages.parse(params) : await messages.create(params),
  )
}

const streamHelper = async (door: Door, model: string, ask: Ask): Promise<Answer> =>
  answerOf(await anthropicAt(door).messages.stream(paramsOf(model, ask)).finalMessage())

/** The helper for agents, which calls the tools itself until there are no more calls. */
const toolRunner = async (door: Door, model: string, ask: Ask): Promise<Answer> => {
  const params = paramsOf(model, ask)
  const runner = anthropicAt(door).beta.messages.toolRunner({
    ...(params as Omit<typeof params, 'tools' | 'output_config'>),
    ...(params.output_config && { output_config: params.output_config }),
    tools: (ask.tools ?? []).map(({ name, description, schema }) =>
      betaTool({
        name,
        description,
        inputSchema: schema as { type: 'object' },
        run: () => ask.toolsAnswer ?? '',
      }),
    ),
    max_iterations: ask.toolsAnswer === undefined ? 1 : 2,
  })
  return answerOf((await runner.runUntilDone()) as unknown as Message)
}

const readThrown = (error: unknown): Thrown => {
  if (!(error instanceof AnthropicError)) throw error
  const status = error instanceof APIError ? (error.status as number | undefined) : undefined
  return { className: error.constructor.name, status }
}

const anthropicWay = (name: string, isStream: boolean, ask: Way['ask'], hides: Way['hides'] = {}): Way => ({
  name: `anthropic ${name}`,
  inbound: 'anthropic-messages',
  isStream,
  ask,
  readThrown,
  exceptions: {
    400: 'BadRequestError',
    401: 'AuthenticationError',
    404: 'NotFoundError',
    429: 'RateLimitError',
    broken: isStream ? 'APIError' : 'InternalServerError',
  },
  cannotSay: {
    'JSON object': 'Anthropic has no JSON mode without a schema.',
    audio: 'Anthropic’s dialect has no audio.',
    ...(name !== 'toolRunner' && { 'tool loop of the SDK': 'See the column of toolRunner.' }),
  },
  hides,
})

export const anthropicWays: Way[] = [
  anthropicWay('messages.create, parse', false, create),
  anthropicWay('messages.stream()', true, streamHelper, {
    cost: 'The helper only keeps the token counts that it knows.',
  }),
  anthropicWay('toolRunner', false, toolRunner),
]
