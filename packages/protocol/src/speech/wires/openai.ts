import { compact } from '../../json/object.ts'
import { SPEECH_FORMATS } from '../speech.ts'
import type { SpeechFormat, SpeechWire } from '../speech.ts'

/**
 * OpenAI and compatible providers. Audio is always requested as bytes, because some models have no events; events for
 * callers are created here.
 * @param formats the supported formats; for others, the first is requested and converted here
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
