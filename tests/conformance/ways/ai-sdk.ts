import { createAnthropic } from '@ai-sdk/anthropic'
import { createGoogleGenerativeAI } from '@ai-sdk/google'
import { createOpenAI } from '@ai-sdk/openai'
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import type { Dialect } from '@gptget/contracts'
import {
  AISDKError,
  APICallError,
  generateText,
  jsonSchema,
  Output,
  stepCountIs,
  streamText,
  tool,
  type JSONSchema7,
  type JSONValue,
  type LanguageModel,
  type LanguageModelUsage,
  type ModelMessage,
  type ToolResultPart,
  type ToolSet,
  type UserContent,
} from 'ai'
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

type Options = Record<string, Record<string, JSONValue>>

type Provider = {
  name: string
  inbound: Dialect
  modelAt(door: Door, model: string): LanguageModel
  /** The option of this provider that shows reasoning. */
  reasoning: Options
  always?: Options
  cannotSay?: Way['cannotSay']
  hides?: Way['hides']
}

const MARKERS = 'Only Anthropic’s dialect has cache markers.'
const NO_AUDIO = 'The provider package does not accept audio for this API.'
const FLAT = 'The provider package sends the result of a tool as text.'
const OPENAI_RESPONSES = {
  audio: NO_AUDIO,
  'stop sequence': 'The Responses API has no stop sequences.',
  'prompt cache marker': MARKERS,
}
const FETCHES = 'The SDK fetches the URL and sends its content.'
const THINKING_TOKENS = 2048

const PROVIDERS: Provider[] = [
  {
    name: 'openai.chat',
    inbound: 'openai-chat',
    modelAt: ({ origin, apiKey }, model) => createOpenAI({ baseURL: `${origin}/v1`, apiKey }).chat(model),
    reasoning: { openai: { reasoningEffort: 'low', forceReasoning: true } },
    cannotSay: {
      'PDF by URL': FETCHES,
      'tool result with an image': FLAT,
      'prompt cache marker': MARKERS,
    },
    hides: {
      cost: 'The provider package only keeps the usage fields that it knows.',
      reasoning: 'The provider package does not read reasoning from Chat Completions.',
      signatures: 'The provider package only keeps texts and calls of a message.',
    },
  },
  {
    name: 'openai',
    inbound: 'openai-responses',
    modelAt: ({ origin, apiKey }, model) => createOpenAI({ baseURL: `${origin}/v1`, apiKey })(model),
    reasoning: { openai: { reasoningEffort: 'low', reasoningSummary: 'auto', forceReasoning: true } },
    cannotSay: OPENAI_RESPONSES,
  },
  {
    name: 'openai, store: false',
    inbound: 'openai-responses',
    modelAt: ({ origin, apiKey }, model) => createOpenAI({ baseURL: `${origin}/v1`, apiKey })(model),
    reasoning: {
      openai: { reasoningEffort: 'low', reasoningSummary: 'auto', forceReasoning: true, store: false },
    },
    always: { openai: { store: false } },
    cannotSay: OPENAI_RESPONSES,
  },
  {
    name: 'openai-compatible',
    inbound: 'openai-chat',
    modelAt: ({ origin, apiKey }, model) =>
      createOpenAICompatible({
        name: 'gptget',
        baseURL: `${origin}/v1`,
        apiKey,
        includeUsage: true,
        supportsStructuredOutputs: true,
      }).chatModel(model),
    reasoning: { gptget: { reasoningEffort: 'low' } },
    cannotSay: {
      'image by URL': FETCHES,
      'PDF by URL': FETCHES,
      'tool result with an image': FLAT,
      'prompt cache marker': MARKERS,
    },
    hides: { thoughts: 'The provider package replays the text of reasoning, but not its signature.' },
  },
  {
    name: 'anthropic',
    inbound: 'anthropic-messages',
    modelAt: ({ origin, apiKey }, model) => createAnthropic({ baseURL: `${origin}/v1`, apiKey })(model),
    reasoning: { anthropic: { thinking: { type: 'enabled', budgetTokens: THINKING_TOKENS } } },
    always: { anthropic: { structuredOutputMode: 'outputFormat' } },
    cannotSay: { 'JSON object': 'Anthropic has no JSON mode without a schema.', audio: NO_AUDIO },
  },
  {
    name: 'google',
    inbound: 'gemini',
    modelAt: ({ origin, apiKey }, model) =>
      createGoogleGenerativeAI({ baseURL: `${origin}/v1beta`, apiKey })(model),
    reasoning: { google: { thinkingConfig: { includeThoughts: true, thinkingBudget: 2048 } } },
    cannotSay: {
      'image by URL': FETCHES,
      'PDF by URL': FETCHES,
      'tool result with an image':
        'The provider package sends the image beside the result, as another message.',
      'prompt cache marker': MARKERS,
    },
  },
]

const optionsOf = (provider: Provider, door: Door, model: string, ask: Ask) => ({
  model: provider.modelAt(door, model),
  maxRetries: 0,
  // This provider adds the thinking budget to the maximum number of output tokens.
  maxOutputTokens:
    MAX_OUTPUT_TOKENS - (ask.reasons && provider.inbound === 'anthropic-messages' ? THINKING_TOKENS : 0),
  ...(ask.system === undefined ? {} : { instructions: ask.system }),
  messages: ask.turns.flatMap(messagesOf),
  ...(ask.tools && { tools: toolsOf(ask) }),
  ...(ask.stop && { stopSequences: ask.stop }),
  ...(ask.toolChoice && {
    toolChoice:
      typeof ask.toolChoice === 'string'
        ? ask.toolChoice
        : { type: 'tool' as const, toolName: ask.toolChoice.name },
  }),
  ...(ask.output === 'json' && { output: Output.json() }),
  ...(typeof ask.output === 'object' && { output: Output.object({ schema: PERSON }) }),
  providerOptions: ask.reasons ? merge(provider.always, provider.reasoning) : (provider.always ?? {}),
  stopWhen: stepCountIs(2),
})

const merge = (always: Options = {}, more: Options): Options =>
  Object.fromEntries(Object.entries(more).map(([name, fields]) => [name, { ...always[name], ...fields }]))

const toolsOf = ({ tools = [], toolsAnswer }: Ask): ToolSet =>
  Object.fromEntries(
    tools.map(({ name, description, schema }) => [
      name,
      toolsAnswer === undefined
        ? tool({ description, inputSchema: jsonSchema<unknown>(schema as JSONSchema7) })
        : tool({
            description,
            inputSchema: jsonSchema<unknown>(schema as JSONSchema7),
            execute: () => toolsAnswer,
          }),
    ]),
  )

const messagesOf = (turn: Turn): ModelMessage[] => {
  switch (turn.role) {
    case 'user':
      return [{ role: 'user', content: turn.parts.map(partOf) }]
    case 'assistant':
      return [{ role: 'assistant', content: turn.text }]
    case 'replay':
      return turn.answer.replay as ModelMessage[]
    case 'results':
      return [
        {
          role: 'tool',
          content: turn.results.map(({ call, text, png }) => ({
            type: 'tool-result',
            toolCallId: call.id,
            toolName: call.name,
            output: outputOf(text, png),
          })),
        },
      ]
  }
}

const outputOf = (text: string, png: string | undefined): ToolResultPart['output'] =>
  png === undefined
    ? { type: 'text', value: text }
    : {
        type: 'content',
        value: [
          { type: 'text', text },
          { type: 'file', mediaType: 'image/png', data: { type: 'data', data: png } },
        ],
      }

const partOf = (part: Part): Exclude<UserContent, string>[number] => {
  switch (part.type) {
    case 'text':
      return {
        type: 'text',
        text: part.text,
        ...(part.endsCache && { providerOptions: { anthropic: { cacheControl: { type: 'ephemeral' } } } }),
      }
    case 'image':
      return { type: 'file', data: part.base64, mediaType: 'image/png' }
    case 'image-url':
      return { type: 'file', data: new URL(part.url), mediaType: 'image/png' }
    case 'pdf':
      return { type: 'file', data: part.base64, mediaType: 'application/pdf' }
    case 'audio':
      return { type: 'file', data: part.base64, mediaType: 'audio/wav' }
    case 'pdf-url':
      return { type: 'file', data: new URL(part.url), mediaType: 'application/pdf' }
  }
}

const FINISH: Record<string, Finish> = {
  stop: 'stop',
  length: 'length',
  'tool-calls': 'tool-calls',
  'content-filter': 'content-filter',
}

type Result = {
  text: string
  reasoningText: string | undefined
  toolCalls: { toolCallId: string; toolName: string; input: unknown }[]
  finishReason: string
  usage: LanguageModelUsage
  responseMessages: ModelMessage[]
  id: string
  parsed: unknown
}

const answerOf = ({ text, reasoningText, toolCalls, finishReason, usage, ...rest }: Result): Answer => ({
  id: rest.id,
  text,
  reasoning: reasoningText ?? '',
  calls: toolCalls.map(({ toolCallId, toolName, input }) => ({ id: toolCallId, name: toolName, input })),
  finish: FINISH[finishReason],
  usage: {
    input: usage.inputTokens,
    output: usage.outputTokens,
    cached: usage.inputTokenDetails.cacheReadTokens,
  },
  costUsd: (usage.raw as { cost?: number } | undefined)?.cost,
  ...(rest.parsed === undefined ? {} : { parsed: rest.parsed }),
  replay: rest.responseMessages,
})

const generate =
  (provider: Provider): Way['ask'] =>
  async (door, model, ask) => {
    const result = await generateText(optionsOf(provider, door, model, ask))
    return answerOf({
      text: result.text,
      reasoningText: result.finalStep.reasoningText,
      toolCalls: result.toolCalls,
      finishReason: result.finishReason,
      usage: result.finalStep.usage,
      responseMessages: result.responseMessages,
      id: result.finalStep.response.id,
      parsed: typeof ask.output === 'object' ? result.output : undefined,
    })
  }

const stream =
  (provider: Provider): Way['ask'] =>
  async (door, model, ask) => {
    const result = streamText({ ...optionsOf(provider, door, model, ask), onError: () => {} })
    let text = ''
    for await (const part of result.fullStream) {
      if (part.type === 'error') throw part.error
      if (part.type === 'start-step') text = ''
      if (part.type === 'text-delta') text += part.text
    }
    const step = await result.finalStep
    return answerOf({
      text,
      reasoningText: step.reasoningText,
      toolCalls: step.toolCalls,
      finishReason: step.finishReason,
      usage: step.usage,
      responseMessages: await result.responseMessages,
      id: step.response.id,
      parsed: typeof ask.output === 'object' ? await result.output : undefined,
    })
  }

const readThrown = (error: unknown): Thrown => {
  if (APICallError.isInstance(error)) return { className: 'APICallError', status: error.statusCode }
  if (AISDKError.isInstance(error)) return { className: error.name, status: undefined }
  throw error
}

const aiSdkWay = (provider: Provider, isStream: boolean): Way => ({
  name: `ai ${isStream ? 'streamText' : 'generateText'}, ${provider.name}`,
  inbound: provider.inbound,
  isStream,
  ask: isStream ? stream(provider) : generate(provider),
  readThrown,
  exceptions: {
    400: 'APICallError',
    401: 'APICallError',
    404: 'APICallError',
    429: 'APICallError',
    broken: isStream ? 'AI_StreamProviderError' : 'APICallError',
  },
  cannotSay: provider.cannotSay ?? {},
  hides: provider.hides ?? {},
})

export const aiSdkWays: Way[] = PROVIDERS.flatMap((provider) => [
  aiSdkWay(provider, false),
  aiSdkWay(provider, true),
])
