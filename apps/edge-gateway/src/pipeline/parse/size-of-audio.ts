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

/** What limits the cost of speech: the length of its text. */
export const sizeOfSpeech = (request: SpeechRequest): Size => ({
  maxOutputTokens: maxSpeechTokens(request),
  choices: 1,
  made: { unit: 'characters', quantity: request.input.length, attributes: {} },
})

/** What limits the cost of a transcript: the length of the audio. */
export const sizeOfTranscription = (request: TranscriptionRequest): Size => ({
  maxOutputTokens: maxTranscriptTokens(request),
  choices: 1,
  inputTokens: countableTranscription(request).otherTokens,
  made: { unit: 'seconds', quantity: Math.max(LEAST_HELD_SECONDS, billedSecondsOf(request)), attributes: {} },
})
