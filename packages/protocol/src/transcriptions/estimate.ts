import type { Countable } from '../canonical/estimate-tokens.ts'
import type { TranscriptionRequest } from './transcription.ts'

/** Of sound that goes in: OpenAI's models count 10 in a second, Gemini's 32 (ai.google.dev/gemini-api/docs/audio). */
const TOKENS_PER_SECOND = 32

/** Nobody speaks faster: what is set aside for the words. */
const WORDS_TOKENS_PER_SECOND = 12

/** How long a sound is charged as: in whole seconds, rounded up. */
export const billedSecondsOf = ({ sound: { durationMs } }: TranscriptionRequest): number =>
  Math.ceil(durationMs / 1000)

/** No transcript of so long a sound is more tokens. */
export const maxTranscriptTokens = (request: TranscriptionRequest): number =>
  billedSecondsOf(request) * WORDS_TOKENS_PER_SECOND + 100

/** What is counted of a request to transcribe. */
export const countableTranscription = (request: TranscriptionRequest): Countable => ({
  texts: request.prompt === null ? [] : [request.prompt],
  otherTokens: billedSecondsOf(request) * TOKENS_PER_SECOND,
})
