import { compact } from '../../json/object.ts'
import { SPEECH_FORMATS } from '../speech.ts'
import type { SpeechFormat, SpeechWire } from '../speech.ts'

/**
 * OpenAI's own, and those who copy it. The sound is always asked for as bytes: some models have no events, and what
 * callers get as events is written here.
 * @param formats those it has; of the others the first is asked for, and made into them here
 */
export const openAiSpeech = (formats: readonly SpeechFormat[] = SPEECH_FORMATS): SpeechWire => {
  const formatFor = (asked: SpeechFormat): SpeechFormat => (formats.includes(asked) ? asked : formats[0]!)
  return {
    writeRequest: ({ input, voice, instructions, format, speed }, model) => ({
      body: compact({
        model,
        input,
        voice,
        instructions: instructions ?? undefined,
        response_format: formatFor(format),
        speed: speed === 1 ? undefined : speed,
      }),
      losses: [],
    }),
    answerTo: ({ format }) => ({
      type: 'bytes',
      spokenAs: { type: 'format', format: formatFor(format) },
    }),
    speedLeft: () => 1,
  }
}
