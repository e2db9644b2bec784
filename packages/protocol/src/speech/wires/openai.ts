import { compact } from '../../json/object.ts'
import type { SpeechWire } from '../speech.ts'

/**
 * OpenAI's own, and those who copy it. The sound is always asked for as bytes: some models have no events, and what
 * callers get as events is written here.
 */
export const openAiSpeech: SpeechWire = {
  writeRequest: ({ input, voice, instructions, format, speed }, model) => ({
    body: compact({
      model,
      input,
      voice,
      instructions: instructions ?? undefined,
      response_format: format,
      speed: speed === 1 ? undefined : speed,
    }),
    losses: [],
  }),
  answerTo: ({ format }) => ({ type: 'bytes', spokenAs: { type: 'format', format } }),
  hasSpeed: true,
}
