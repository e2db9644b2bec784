import { z } from 'zod'
import { parseAt } from '../dialects/parse-at.ts'
import { SPEECH_FORMATS } from './speech.ts'
import type { SpeechRequest } from './speech.ts'

/** The default voice, by OpenAI's name. */
const DEFAULT_VOICE = 'alloy'

/** OpenAI's `/audio/speech` (openai 7.57.0, `resources/audio/speech.d.ts`). */
export const speechRequestSchema = z.looseObject({
  model: z.string().min(1),
  input: z.string().min(1).max(4_096),
  voice: z.union([z.string().min(1), z.looseObject({ id: z.string().min(1) })]).nullish(),
  instructions: z.string().max(4_096).nullish(),
  response_format: z.enum(SPEECH_FORMATS).nullish(),
  speed: z.number().min(0.25).max(4).nullish(),
  stream_format: z.enum(['audio', 'sse']).nullish(),
})

/** Reads a speech request. @throws PublicError naming the field */
export const readSpeechRequest = (body: unknown): SpeechRequest => {
  const wire = parseAt(speechRequestSchema, body)
  const voice = wire.voice ?? DEFAULT_VOICE
  return {
    model: wire.model,
    input: wire.input,
    voice: typeof voice === 'string' ? voice : voice.id,
    instructions: wire.instructions || null,
    format: wire.response_format ?? 'mp3',
    speed: wire.speed ?? 1,
    isStream: wire.stream_format === 'sse',
  }
}
