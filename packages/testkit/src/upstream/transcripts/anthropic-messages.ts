import {
  frame,
  terminal,
  token,
  type RenderContext,
  type RenderedEvent,
  type ScriptedDialect,
} from './rendered.ts'
import type { Transcript } from './transcript.ts'

export const UPSTREAM_MESSAGES_MODEL = 'upstream-claude-20260101'
const SIGNATURE = 'c2lnbmF0dXJlLW9mLXRoZS1zY3JpcHRlZC11cHN0cmVhbQ=='

/** Anthropic Messages: events as documented under "Streaming Messages", with a ping and a signature for thinking. */
export const anthropicMessages: ScriptedDialect = {
  render: (transcript, context) => ({
    plain: messageOf(transcript, context),
    events: renderEvents(transcript, context),
  }),
  errorBody: (status, message, { type }) => ({
    type: 'error',
    error: { type: type ?? errorType(status), message },
    request_id: 'req_up',
  }),
  errorEvent: (message) => frame({ type: 'error', error: { type: 'overloaded_error', message } }, 'error'),
  malformedEvent: {
    event: 'content_block_delta',
    data: '{"type":"content_block_delta","index":0,"del',
    role: 'frame',
  },
}

const ERROR_TYPES: Record<number, string> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  529: 'overloaded_error',
}
const errorType = (status: number): string => ERROR_TYPES[status] ?? 'api_error'

const STOP = {
  stop: 'end_turn',
  length: 'max_tokens',
  'tool-calls': 'tool_use',
  'content-filter': 'refusal',
} as const

type Block = {
  opened: Record<string, unknown>
  whole: Record<string, unknown>
  deltas: Record<string, unknown>[]
}

const blocksOf = (transcript: Transcript): Block[] => {
  const blocks: Block[] = []
  if (transcript.reasoning.length > 0) blocks.push(thinkingBlock(transcript.reasoning))
  const said = [...transcript.text, ...transcript.refusal]
  if (said.length > 0) blocks.push(textBlock(said))
  return [...blocks, ...transcript.toolCalls.map(toolBlock)]
}

const thinkingBlock = (pieces: string[]): Block => ({
  opened: { type: 'thinking', thinking: '', signature: '' },
  whole: { type: 'thinking', thinking: pieces.join(''), signature: SIGNATURE },
  deltas: [
    ...pieces.map((thinking) => ({ type: 'thinking_delta', thinking })),
    { type: 'signature_delta', signature: SIGNATURE },
  ],
})

const textBlock = (pieces: string[]): Block => ({
  opened: { type: 'text', text: '' },
  whole: { type: 'text', text: pieces.join('') },
  deltas: pieces.map((text) => ({ type: 'text_delta', text })),
})

const toolBlock = (call: Transcript['toolCalls'][number]): Block => {
  const json = call.argumentPieces.join('')
  const head = { type: 'tool_use', id: call.id.replace('call_', 'toolu_'), name: call.name }
  return {
    opened: { ...head, input: {} },
    whole: { ...head, input: JSON.parse(json) as unknown },
    deltas: ['', ...call.argumentPieces].map((partial_json) => ({ type: 'input_json_delta', partial_json })),
  }
}

const renderEvents = (transcript: Transcript, context: RenderContext): RenderedEvent[] => [
  frame({ type: 'message_start', message: startedMessage(transcript, context) }, 'message_start'),
  ...blocksOf(transcript).flatMap(blockEvents),
  frame(
    {
      type: 'message_delta',
      delta: { stop_reason: STOP[transcript.finish], stop_sequence: null },
      usage: finalUsage(transcript),
    },
    'message_delta',
  ),
  terminal({ type: 'message_stop' }, 'message_stop'),
]

const blockEvents = (block: Block, index: number): RenderedEvent[] => [
  frame({ type: 'content_block_start', index, content_block: block.opened }, 'content_block_start'),
  ...(index === 0 ? [frame({ type: 'ping' }, 'ping')] : []),
  ...block.deltas.map((delta) => token({ type: 'content_block_delta', index, delta }, 'content_block_delta')),
  frame({ type: 'content_block_stop', index }, 'content_block_stop'),
]

const envelope = (context: RenderContext): Record<string, unknown> => ({
  id: `msg_up${context.requestNumber}`,
  type: 'message',
  role: 'assistant',
  model: UPSTREAM_MESSAGES_MODEL,
})

const startedMessage = (transcript: Transcript, context: RenderContext): unknown => ({
  ...envelope(context),
  content: [],
  stop_reason: null,
  stop_sequence: null,
  usage: { ...inputUsage(transcript), output_tokens: 1 },
})

const messageOf = (transcript: Transcript, context: RenderContext): unknown => ({
  ...envelope(context),
  content: blocksOf(transcript).map((block) => block.whole),
  stop_reason: STOP[transcript.finish],
  stop_sequence: null,
  ...(transcript.usagePlacement === 'absent'
    ? {}
    : { usage: { ...inputUsage(transcript), ...finalUsage(transcript) } }),
})

/** Anthropic counts cached input separately: `input_tokens` excludes cache reads and writes. */
const inputUsage = ({ usage, usagePlacement }: Transcript): Record<string, unknown> =>
  usagePlacement === 'absent'
    ? { input_tokens: 0 }
    : {
        input_tokens: usage.inputTokens - usage.cacheReadTokens,
        cache_creation_input_tokens: 0,
        cache_read_input_tokens: usage.cacheReadTokens,
        service_tier: 'standard',
      }

const finalUsage = ({ usage, usagePlacement }: Transcript): Record<string, unknown> =>
  usagePlacement === 'absent' ? {} : { output_tokens: usage.outputTokens + usage.reasoningTokens }
