import type { Dialect } from '@gptget/contracts'
import {
  CLIENT_FACING,
  explode,
  FaultError,
  run,
  UPSTREAM_FACING,
  type AnswerContext,
  type ChatResult,
} from '@gptget/protocol'

type Json = Record<string, unknown>

/** What a caller gets of a provider's answer, plain and streamed; undefined for a failure. */
export type ObservedAnswer = { whole: Json; stream: string } | undefined

export const observeAnswer = (from: Dialect, to: Dialect, body: Json): ObservedAnswer => {
  const result = read(from, body)
  if (result === undefined) return undefined
  const context = contextOf(from, to)
  const frames = run(CLIENT_FACING[to].writeStream, context, explode(result))
  return {
    whole: JSON.parse(JSON.stringify(CLIENT_FACING[to].writeResult(result, context))) as Json,
    stream: frames.map(({ data }) => data).join('\n'),
  }
}

const read = (from: Dialect, body: Json): ChatResult | undefined => {
  try {
    return UPSTREAM_FACING[from].readResult(body)
  } catch (error) {
    if (error instanceof FaultError) return undefined
    throw error
  }
}

const ASKS: Record<Dialect, Json> = {
  'openai-chat': { messages: [{ role: 'user', content: 'Hi' }] },
  'openai-responses': { input: 'Hi' },
  'anthropic-messages': { max_tokens: 9, messages: [{ role: 'user', content: 'Hi' }] },
  gemini: { contents: [{ parts: [{ text: 'Hi' }] }] },
}

const contextOf = (from: Dialect, to: Dialect): AnswerContext => ({
  id: 'gen-1',
  model: 'x/y',
  createdAtSeconds: 1_790_000_000,
  completedAtSeconds: () => 1_790_000_001,
  provider: 'p',
  upstream: from,
  request: CLIENT_FACING[to].readRequest({ model: 'x/y', ...ASKS[to] }),
})
