import type { LikelyToken, TokenLogprob } from '../canonical/events.ts'
import { arrayOf, objectOf, textOf, type JsonObject } from '../json/object.ts'

/**
 * The value for a token that was not among the most likely ones (`openai` 7.57, `ChatCompletionTokenLogprob`).
 */
const UNLIKELY = -9999

const numberOf = (value: unknown): number => (typeof value === 'number' ? value : UNLIKELY)

/** Log probabilities as OpenAI's two dialects have them: `logprobs.content` of a choice, `logprobs` of a text. */
export const readOpenAiLogprobs = (tokens: unknown): TokenLogprob[] =>
  arrayOf(tokens).map((token) => ({
    ...readOpenAiToken(token),
    top: arrayOf(objectOf(token)['top_logprobs']).map(readOpenAiToken),
  }))

const readOpenAiToken = (value: unknown): LikelyToken => {
  const { token, logprob, bytes } = objectOf(value)
  const isGiven = Array.isArray(bytes) && bytes.every((byte) => typeof byte === 'number')
  return { token: textOf(token), logprob: numberOf(logprob), ...(isGiven ? { bytes } : {}) }
}

/** Writes them in OpenAI's format. If the provider sent no bytes, they are those of the token's text. */
export const writeOpenAiLogprobs = (tokens: readonly TokenLogprob[]): JsonObject[] =>
  tokens.map(({ top, ...token }) => ({ ...writeOpenAiToken(token), top_logprobs: top.map(writeOpenAiToken) }))

const writeOpenAiToken = ({ token, logprob, bytes }: LikelyToken): JsonObject => ({
  token,
  logprob,
  bytes: bytes ?? [...Buffer.from(token)],
})

/** `logprobsResult` of a Gemini candidate: the chosen token of each step, and the most likely ones. */
export const readGeminiLogprobs = (value: unknown): TokenLogprob[] => {
  const { chosenCandidates, topCandidates } = objectOf(value)
  const steps = arrayOf(topCandidates).map((step) => arrayOf(objectOf(step)['candidates']))
  return arrayOf(chosenCandidates).map((chosen, place) => ({
    ...readGeminiToken(chosen),
    top: (steps[place] ?? []).map(readGeminiToken),
  }))
}

const readGeminiToken = (value: unknown): LikelyToken => {
  const { token, logProbability } = objectOf(value)
  return { token: textOf(token), logprob: numberOf(logProbability) }
}

/** The field of a Gemini candidate with its tokens; empty if they were not reported. */
export const writeGeminiLogprobs = (tokens: readonly TokenLogprob[]): JsonObject => {
  if (tokens.length === 0) return {}
  return {
    avgLogprobs: tokens.reduce((sum, { logprob }) => sum + logprob, 0) / tokens.length,
    logprobsResult: {
      chosenCandidates: tokens.map(writeGeminiToken),
      topCandidates: tokens.map(({ top }) => ({ candidates: top.map(writeGeminiToken) })),
    },
  }
}

const writeGeminiToken = ({ token, logprob }: LikelyToken): JsonObject => ({ token, logProbability: logprob })
