import type { Countable } from '../canonical/estimate-tokens.ts'
import type { Quirks } from '../dialect.ts'
import type { TranscriptionRequest } from './transcription.ts'

/** Tokens per second of input audio: 10 for OpenAI's models, 32 for Gemini's (ai.google.dev/gemini-api/docs/audio). */
const TOKENS_PER_SECOND = 32

/** The maximum speed of speech, for the reserved output tokens. */
const WORDS_TOKENS_PER_SECOND = 12

/** The charged duration of audio: whole seconds, rounded up, and at least the provider's minimum. */
export const billedSecondsOf = (
  { sound: { durationMs } }: TranscriptionRequest,
  { leastSoundSeconds = 0 }: Pick<Quirks, 'leastSoundSeconds'> = {},
): number => Math.max(leastSoundSeconds, Math.ceil(durationMs / 1000))

/** The highest minimum of the known providers, which is reserved for short audio. */
export const LEAST_HELD_SECONDS = 10

/** The maximum tokens of a transcript for this duration. */
export const maxTranscriptTokens = (request: TranscriptionRequest): number =>
  billedSecondsOf(request) * WORDS_TOKENS_PER_SECOND + 100

/** The counted part of a transcription request. */
export const countableTranscription = (request: TranscriptionRequest): Countable => ({
  texts: request.prompt === null ? [] : [request.prompt],
  otherTokens: billedSecondsOf(request) * TOKENS_PER_SECOND,
})
