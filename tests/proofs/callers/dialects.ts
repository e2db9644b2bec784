import type { SseEvent } from './read-lines.ts'

export const DIALECTS = ['openai-chat', 'openai-responses', 'anthropic-messages', 'gemini'] as const
export type CallerDialect = (typeof DIALECTS)[number]

export type Ask = {
  model: string
  isStream: boolean
  /** undefined: no limit, if the dialect allows that. */
  maxTokens?: number
}

/** What a caller learns from one event or one whole answer. */
export type Told = {
  text: string
  isEnd: boolean
  error: string | null
  costUsd: number | null
  /** It reached its maximum length. */
  isCutShort: boolean
  /** What ended it instead of the model, as the usage says. */
  endedBy: string | null
}

/** A dialect from the caller's side: what they send and how they read answers. */
type Caller = {
  path(ask: Ask): string
  body(ask: Ask): unknown
  readEvent(event: SseEvent): Told
  readWhole(json: Json): Told
  /** Its stream ends with the body. The finish reason may occur more than once before. */
  mayRepeatEnd?: boolean
}

export type Json = { [name: string]: Json } & Json[] & (string & number)

const PROMPT = 'Hello!'
const NOTHING: Told = {
  text: '',
  isEnd: false,
  error: null,
  costUsd: null,
  isCutShort: false,
  endedBy: null,
}

const told = (parts: Partial<Told>): Told => ({ ...NOTHING, ...parts })

/** What the usage says about an answer. */
const usageOf = (usage: Json | undefined): Pick<Told, 'costUsd' | 'endedBy'> => ({
  costUsd: usage?.['cost'] ?? null,
  endedBy: usage?.['ended_by'] ?? usage?.['endedBy'] ?? null,
})

const parse = (text: string): Json => JSON.parse(text) as Json

/** The code of an error. Each dialect has it, under different names. */
export const errorOf = (json: Json): string | null => {
  const { error } = json
  if (!error) return null
  return error['error_type'] ?? error['details']?.[0]?.['reason'] ?? error['type'] ?? 'error'
}

const chat: Caller = {
  path: () => '/v1/chat/completions',
  body: ({ model, isStream, maxTokens }) => ({
    model,
    stream: isStream,
    max_tokens: maxTokens,
    messages: [{ role: 'user', content: PROMPT }],
  }),
  readEvent: ({ data }) => {
    if (data === '[DONE]') return told({ isEnd: true })
    const json = parse(data)
    const text = json['choices']?.[0]?.['delta']?.['content'] ?? ''
    const isCutShort = json['choices']?.[0]?.['finish_reason'] === 'length'
    return told({ text, error: errorOf(json), isCutShort, ...usageOf(json['usage']) })
  },
  readWhole: (json) =>
    told({
      text: json['choices']?.[0]?.['message']?.['content'] ?? '',
      isEnd: typeof json['choices']?.[0]?.['finish_reason'] === 'string',
      isCutShort: json['choices']?.[0]?.['finish_reason'] === 'length',
      error: errorOf(json),
      ...usageOf(json['usage']),
    }),
}

const responses: Caller = {
  path: () => '/v1/responses',
  body: ({ model, isStream, maxTokens }) => ({
    model,
    stream: isStream,
    max_output_tokens: maxTokens,
    input: PROMPT,
    store: false,
  }),
  readEvent: ({ data }) => {
    const json = parse(data)
    const type: string = json['type'] ?? ''
    if (type === 'response.output_text.delta') return told({ text: json['delta'] })
    if (type === 'response.failed' || type === 'error') return told({ error: errorOf(json) ?? type })
    const isEnd = type === 'response.completed' || type === 'response.incomplete'
    const isCutShort = type === 'response.incomplete'
    return isEnd ? told({ isEnd, isCutShort, ...usageOf(json['response']?.['usage']) }) : NOTHING
  },
  readWhole: (json) => {
    const message = (json['output'] as Json[] | undefined)?.find((item) => item['type'] === 'message')
    return told({
      text: message?.['content']?.[0]?.['text'] ?? '',
      isEnd: json['status'] === 'completed' || json['status'] === 'incomplete',
      isCutShort: json['status'] === 'incomplete',
      error: errorOf(json),
      ...usageOf(json['usage']),
    })
  },
}

const messages: Caller = {
  path: () => '/v1/messages',
  body: ({ model, isStream, maxTokens }) => ({
    model,
    stream: isStream,
    max_tokens: maxTokens,
    messages: [{ role: 'user', content: PROMPT }],
  }),
  readEvent: ({ data }) => {
    const json = parse(data)
    const type: string = json['type'] ?? ''
    if (type === 'error') return told({ error: errorOf(json) ?? type })
    if (type === 'content_block_delta') return told({ text: json['delta']?.['text'] ?? '' })
    if (type === 'message_delta')
      return told({
        isCutShort: json['delta']?.['stop_reason'] === 'max_tokens',
        ...usageOf(json['usage']),
      })
    return type === 'message_stop' ? told({ isEnd: true }) : NOTHING
  },
  readWhole: (json) =>
    told({
      text: json['content']?.[0]?.['text'] ?? '',
      isEnd: typeof json['stop_reason'] === 'string',
      isCutShort: json['stop_reason'] === 'max_tokens',
      error: errorOf(json),
      ...usageOf(json['usage']),
    }),
}

const readGemini = (json: Json): Told => {
  const candidate = json['candidates']?.[0]
  const parts = (candidate?.['content']?.['parts'] ?? []) as Json[]
  return told({
    text: parts.map((part) => part['text'] ?? '').join(''),
    isEnd: typeof candidate?.['finishReason'] === 'string',
    isCutShort: candidate?.['finishReason'] === 'MAX_TOKENS',
    error: errorOf(json),
    ...usageOf(json['usageMetadata']),
  })
}

const gemini: Caller = {
  path: ({ model, isStream }) =>
    `/v1beta/models/${model}:${isStream ? 'streamGenerateContent?alt=sse' : 'generateContent'}`,
  body: ({ maxTokens }) => ({
    contents: [{ role: 'user', parts: [{ text: PROMPT }] }],
    generationConfig: { maxOutputTokens: maxTokens },
  }),
  readEvent: ({ data }) => readGemini(parse(data)),
  readWhole: readGemini,
  mayRepeatEnd: true,
}

export const CALLERS: Record<CallerDialect, Caller> = {
  'openai-chat': chat,
  'openai-responses': responses,
  'anthropic-messages': messages,
  gemini,
}
