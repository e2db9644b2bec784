import {
  frame,
  terminal,
  token,
  type RenderContext,
  type RenderedEvent,
  type ScriptedDialect,
} from './rendered.ts'
import type { Transcript } from './transcript.ts'

export const UPSTREAM_GEMINI_MODEL = 'upstream-gemini-001'
const THOUGHT_SIGNATURE = 'dGhvdWdodC1zaWduYXR1cmU='

/**
 * Gemini generateContent: every chunk is a whole response. The last one has `finishReason`; there is no other terminal.
 */
export const gemini: ScriptedDialect = {
  render: (transcript, context) => ({
    plain: response(transcript, context, partsOf(transcript).map(wholePart), true),
    events: renderEvents(transcript, context),
  }),
  errorBody: (status, message, { type }) => ({
    error: { code: status, message, status: type ?? STATUS[status] ?? 'INTERNAL' },
  }),
  errorEvent: (message) => frame({ error: { code: 503, message, status: 'UNAVAILABLE' } }),
  malformedEvent: { data: '{"candidates":[{"content":{"parts":[{"te', role: 'frame' },
}

const STATUS: Record<number, string> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  429: 'RESOURCE_EXHAUSTED',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
}

const FINISH = {
  stop: 'STOP',
  length: 'MAX_TOKENS',
  'tool-calls': 'STOP',
  'content-filter': 'SAFETY',
} as const

type Part = { pieces: string[]; make: (text: string) => unknown }

const partsOf = (transcript: Transcript): Part[] => {
  const parts: Part[] = []
  const said = [...transcript.text, ...transcript.refusal]
  if (transcript.reasoning.length > 0)
    parts.push({ pieces: transcript.reasoning, make: (text) => ({ text, thought: true }) })
  if (said.length > 0) parts.push({ pieces: said, make: (text) => ({ text }) })
  for (const call of transcript.toolCalls) {
    parts.push({
      pieces: [call.argumentPieces.join('')],
      make: (json) => ({
        functionCall: { name: call.name, args: JSON.parse(json) as unknown },
        thoughtSignature: THOUGHT_SIGNATURE,
      }),
    })
  }
  return parts
}

const wholePart = ({ pieces, make }: Part): unknown => make(pieces.join(''))

const renderEvents = (transcript: Transcript, context: RenderContext): RenderedEvent[] => [
  ...partsOf(transcript).flatMap(({ pieces, make }) =>
    pieces.map((piece) => token(response(transcript, context, [make(piece)], false))),
  ),
  terminal(response(transcript, context, [{ text: '' }], true)),
]

const response = (
  transcript: Transcript,
  context: RenderContext,
  parts: unknown[],
  isLast: boolean,
): unknown => ({
  candidates: [
    {
      content: { parts, role: 'model' },
      ...(isLast ? { finishReason: FINISH[transcript.finish] } : {}),
      index: 0,
    },
  ],
  ...(transcript.usagePlacement === 'absent' ? {} : { usageMetadata: usageOf(transcript, isLast) }),
  modelVersion: UPSTREAM_GEMINI_MODEL,
  responseId: `up${context.requestNumber}`,
})

const usageOf = ({ usage }: Transcript, isLast: boolean): unknown => ({
  promptTokenCount: usage.inputTokens,
  cachedContentTokenCount: usage.cacheReadTokens,
  ...(isLast ? { candidatesTokenCount: usage.outputTokens, thoughtsTokenCount: usage.reasoningTokens } : {}),
  totalTokenCount: usage.inputTokens + (isLast ? usage.outputTokens + usage.reasoningTokens : 0),
})
