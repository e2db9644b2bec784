import type { CallerDialect } from '@gptget/contracts'
import type { SpeechWire } from '../speech/speech.ts'
import { geminiSpeech } from '../speech/wires/gemini.ts'
import { openAiSpeech } from '../speech/wires/openai.ts'
import type { TranscriptionWire } from '../transcriptions/transcription.ts'
import { geminiTranscriptions } from '../transcriptions/wires/gemini.ts'
import { openAiTranscriptions } from '../transcriptions/wires/openai.ts'

type Wires = { speech: SpeechWire; transcriptions: TranscriptionWire }

/** The dialects in which models speak and understand speech. */
const AUDIO_WIRES: Partial<Record<CallerDialect, Wires>> = {
  'openai-chat': { speech: openAiSpeech, transcriptions: openAiTranscriptions },
  'openai-responses': { speech: openAiSpeech, transcriptions: openAiTranscriptions },
  gemini: { speech: geminiSpeech, transcriptions: geminiTranscriptions },
}

/** A dialect's form of speech and transcripts. @throws Error where it has none */
export const audioWiresOf = (dialect: CallerDialect): Wires => {
  const wires = AUDIO_WIRES[dialect]
  if (!wires) throw new Error(`the dialect ${dialect} has no audio`)
  return wires
}
