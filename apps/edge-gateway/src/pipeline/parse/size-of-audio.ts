import type { RequestSize } from '@gptget/credit'
import {
  billedSecondsOf,
  countableTranscription,
  LEAST_HELD_SECONDS,
  maxSpeechTokens,
  maxTranscriptTokens,
} from '@gptget/protocol'
import type { SpeechRequest, TranscriptionRequest } from '@gptget/protocol'

type Size = Omit<RequestSize, 'bodyBytes'>

/** What bounds the cost of speech: how long its text is. */
export const sizeOfSpeech = (request: SpeechRequest): Size => ({
  maxOutputTokens: maxSpeechTokens(request),
  choices: 1,
  made: { unit: 'characters', quantity: request.input.length, attributes: {} },
})

/** What bounds the cost of a transcript: how long the sound is. */
export const sizeOfTranscription = (request: TranscriptionRequest): Size => ({
  maxOutputTokens: maxTranscriptTokens(request),
  choices: 1,
  inputTokens: countableTranscription(request).otherTokens,
  made: { unit: 'seconds', quantity: Math.max(LEAST_HELD_SECONDS, billedSecondsOf(request)), attributes: {} },
})
