import type { CallerDialect } from '@gptget/contracts'
import type { Quirks } from '../dialect.ts'
import type { SpeechWire } from '../speech/speech.ts'
import { elevenLabsSpeech } from '../speech/wires/elevenlabs.ts'
import { geminiSpeech } from '../speech/wires/gemini.ts'
import { openAiSpeech } from '../speech/wires/openai.ts'
import type { TranscriptionWire } from '../transcriptions/transcription.ts'
import { deepgramTranscriptions } from '../transcriptions/wires/deepgram.ts'
import { elevenLabsTranscriptions } from '../transcriptions/wires/elevenlabs.ts'
import { geminiTranscriptions } from '../transcriptions/wires/gemini.ts'
import { openAiTranscriptions } from '../transcriptions/wires/openai.ts'

type Wires = { speech: SpeechWire; transcriptions: TranscriptionWire }

const openAi = ({ speechFormats, hasSpeakers }: Quirks): Wires => ({
  speech: openAiSpeech(speechFormats),
  transcriptions: openAiTranscriptions({ hasSpeakers: hasSpeakers !== false }),
})

/** The dialects with speech and transcription. */
const AUDIO_WIRES: Partial<Record<CallerDialect, (quirks: Quirks) => Wires>> = {
  'openai-chat': openAi,
  'openai-responses': openAi,
  gemini: () => ({ speech: geminiSpeech, transcriptions: geminiTranscriptions }),
}

/** The providers' own formats. */
const OWN_SPEECH: Record<NonNullable<Quirks['speechMethod']>, SpeechWire> = { elevenlabs: elevenLabsSpeech }
const OWN_TRANSCRIPTIONS: Record<NonNullable<Quirks['transcriptionMethod']>, TranscriptionWire> = {
  deepgram: deepgramTranscriptions,
  elevenlabs: elevenLabsTranscriptions,
}

/**
 * The format of a provider's speech and transcription: its own, or else its dialect's.
 * @throws Error if it has none
 */
export const audioWiresOf = (dialect: CallerDialect, quirks: Quirks = {}): Wires => {
  const wires = AUDIO_WIRES[dialect]?.(quirks)
  if (!wires) throw new Error(`the dialect ${dialect} has no audio`)
  const { speechMethod, transcriptionMethod } = quirks
  return {
    speech: speechMethod === undefined ? wires.speech : OWN_SPEECH[speechMethod],
    transcriptions:
      transcriptionMethod === undefined ? wires.transcriptions : OWN_TRANSCRIPTIONS[transcriptionMethod],
  }
}

/** The voices of all models of a provider; undefined if they differ between models or are not known. */
export const voicesAt = (dialect: CallerDialect, quirks: Quirks): readonly string[] | undefined =>
  AUDIO_WIRES[dialect] && audioWiresOf(dialect, quirks).speech.voices
