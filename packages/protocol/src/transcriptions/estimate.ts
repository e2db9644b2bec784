import type { Countable } from '../canonical/estimate-tokens.ts'
import type { Quirks } from '../dialect.ts'
import type { TranscriptionRequest } from './transcription.ts'

/** Of sound that goes in: OpenAI's models count 10 in a second, Gemini's 32 (ai.google.dev/gemini-api/docs/audio). */
const TOKENS_PER_SECOND = 32

/** Nobody speaks faster: what is set aside for the words. */
const WORDS_TOKENS_PER_SECOND = 12

/** How long a sound is charged as: in whole seconds, rounded up, and at least as many as the provider charges for. */
export const billedSecondsOf = (
  { sound: { durationMs } }: TranscriptionRequest,
  { leastSoundSeconds = 0 }: Pick<Quirks, 'leastSoundSeconds'> = {},
): number => Math.max(leastSoundSeconds, Math.ceil(durationMs / 1000))

/** No provider that is known charges for more of a short sound: what is set aside for one. */
export const LEAST_HELD_SECONDS = 10

/** No transcript of so long a sound is more tokens. */
export const maxTranscriptTokens = (request: TranscriptionRequest): number =>
  billedSecondsOf(request) * WORDS_TOKENS_PER_SECOND + 100

/** What is counted of a request to transcribe. */
export const countableTranscription = (request: TranscriptionRequest): Countable => ({
  texts: request.prompt === null ? [] : [request.prompt],
  otherTokens: billedSecondsOf(request) * TOKENS_PER_SECOND,
})
