import {
  frame,
  terminal,
  token,
  type RenderContext,
  type RenderedAnswer,
  type RenderedEvent,
  type ScriptedDialect,
} from './rendered.ts'
import type { Transcript } from './transcript.ts'

/** The upstream's own model name, which callers must never see. */
export const UPSTREAM_CHAT_MODEL = 'upstream-model-2026-01-01'
const CREATED = 1_700_000_000

/** Unspecified fields, which a same-dialect passthrough must keep. */
const UNKNOWN_FIELDS = { x_vendor: { region: 'eu', warm: true } }

/** OpenAI Chat Completions: chunks as api.openai.com sends them (usage in a last chunk without choices). */
export const openaiChat: ScriptedDialect = {
  render: (transcript, context) => ({
    plain: renderPlain(transcript, context),
    events: [
      ...renderChoices(transcript, context),
      ...renderUsageChunk(transcript, context),
      terminal('[DONE]'),
    ],
  }),
  errorBody: (status, message, { type, param }) => ({
    error: { message, type: type ?? errorType(status), param: param ?? null, code: null },
  }),
  errorEvent: (message) => ({
    data: JSON.stringify({ error: { message, type: 'server_error', code: 500 } }),
    role: 'frame',
  }),
  malformedEvent: {
    data: '{"id":"chatcmpl-up","choices":[{"index":0,"delta":{"content":"bro',
    role: 'frame',
  },
}

const errorType = (status: number): string => {
  if (status === 429) return 'rate_limit_exceeded'
  return status >= 500 ? 'server_error' : 'invalid_request_error'
}

const envelope = (context: RenderContext, object: string): Record<string, unknown> => ({
  id: `chatcmpl-up${context.requestNumber}`,
  object,
  created: CREATED,
  model: UPSTREAM_CHAT_MODEL,
  service_tier: 'default',
  system_fingerprint: 'fp_scripted',
})

const chunk = (
  context: RenderContext,
  choices: unknown[],
  extra: Record<string, unknown> = {},
): Record<string, unknown> => ({
  ...envelope(context, 'chat.completion.chunk'),
  choices,
  ...(context.isUsageAsked ? { usage: null } : {}),
  ...extra,
  ...UNKNOWN_FIELDS,
})

const FINISH = {
  stop: 'stop',
  length: 'length',
  'tool-calls': 'tool_calls',
  'content-filter': 'content_filter',
} as const

const choice = (index: number, delta: unknown, extra: Record<string, unknown> = {}): unknown => ({
  index,
  delta,
  logprobs: null,
  finish_reason: null,
  ...extra,
})

const renderChoices = (transcript: Transcript, context: RenderContext): RenderedEvent[] => {
  const isUsageInLast = transcript.usagePlacement === 'in-last-choice'
  const events: RenderedEvent[] = []
  for (let index = 0; index < transcript.choices; index++) {
    const opening = { role: 'assistant', content: transcript.toolCalls.length > 0 ? null : '', refusal: null }
    events.push(frame(chunk(context, [choice(index, opening)])))
    for (const delta of deltas(transcript)) {
      const logprobs = transcript.hasLogprobs ? { logprobs: logprobsOf([delta.content ?? '']) } : {}
      events.push(token(chunk(context, [choice(index, delta, logprobs)])))
    }
    const finish = choice(index, {}, { finish_reason: FINISH[transcript.finish] })
    const isLast = index === transcript.choices - 1
    events.push(
      frame(chunk(context, [finish], isUsageInLast && isLast ? { usage: usageOf(transcript) } : {})),
    )
  }
  return events
}

type Delta = { content?: string; reasoning_content?: string; refusal?: string; tool_calls?: unknown[] }

const deltas = (transcript: Transcript): Delta[] => [
  ...transcript.reasoning.map((piece) => ({ reasoning_content: piece })),
  ...transcript.text.map((piece) => ({ content: piece })),
  ...transcript.refusal.map((piece) => ({ refusal: piece })),
  ...transcript.toolCalls.flatMap((call, index) => [
    { tool_calls: [{ index, id: call.id, type: 'function', function: { name: call.name, arguments: '' } }] },
    ...call.argumentPieces.map((piece) => ({ tool_calls: [{ index, function: { arguments: piece } }] })),
  ]),
]

const renderUsageChunk = (transcript: Transcript, context: RenderContext): RenderedEvent[] => {
  const isSent =
    transcript.usagePlacement === 'always' ||
    (transcript.usagePlacement === 'when-asked' && context.isUsageAsked)
  return isSent ? [frame(chunk(context, [], { usage: usageOf(transcript) }))] : []
}

const usageOf = ({ usage }: Transcript): unknown => ({
  prompt_tokens: usage.inputTokens,
  completion_tokens: usage.outputTokens + usage.reasoningTokens,
  total_tokens: usage.inputTokens + usage.outputTokens + usage.reasoningTokens,
  prompt_tokens_details: { cached_tokens: usage.cacheReadTokens, audio_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: usage.reasoningTokens, audio_tokens: 0 },
})

const renderPlain = (transcript: Transcript, context: RenderContext): RenderedAnswer['plain'] => ({
  ...envelope(context, 'chat.completion'),
  choices: Array.from({ length: transcript.choices }, (_, index) => ({
    index,
    message: messageOf(transcript),
    logprobs: transcript.hasLogprobs ? logprobsOf(transcript.text) : null,
    finish_reason: FINISH[transcript.finish],
  })),
  ...(transcript.usagePlacement === 'absent' ? {} : { usage: usageOf(transcript) }),
  ...UNKNOWN_FIELDS,
})

const messageOf = (transcript: Transcript): unknown => ({
  role: 'assistant',
  content: transcript.text.length > 0 ? transcript.text.join('') : null,
  refusal: transcript.refusal.length > 0 ? transcript.refusal.join('') : null,
  ...(transcript.reasoning.length > 0 ? { reasoning_content: transcript.reasoning.join('') } : {}),
  ...(transcript.toolCalls.length > 0 ? { tool_calls: transcript.toolCalls.map(toolCallOf) } : {}),
  annotations: [],
})

const toolCallOf = (call: Transcript['toolCalls'][number]): unknown => ({
  id: call.id,
  type: 'function',
  function: { name: call.name, arguments: call.argumentPieces.join('') },
})

const logprobsOf = (pieces: string[]): unknown => ({
  content: pieces.map((piece, index) => ({
    token: piece,
    logprob: -0.125 * (index + 1),
    bytes: [...Buffer.from(piece)],
    top_logprobs: [{ token: piece, logprob: -0.125 * (index + 1), bytes: [...Buffer.from(piece)] }],
  })),
  refusal: null,
})
