import { SPEECH_FORMATS } from '@gptget/audio'
import { PublicError } from '@gptget/errors'
import { z } from 'zod'
import { parseBody } from '../parse-body.ts'
import { SPEECH_MODEL } from './speech-model.ts'

/** The fields of OpenAI's "Create speech" that are used here. */
const speechRequest = z.looseObject({
  model: z.string(),
  input: z.string().min(1).max(SPEECH_MODEL.maxCharacters),
  voice: z.union([z.string(), z.object({ id: z.string() }).transform(({ id }) => id)]).default('alloy'),
  response_format: z
    .enum(SPEECH_FORMATS)
    .nullish()
    .transform((format) => format ?? 'mp3'),
  speed: z
    .number()
    .min(0.25)
    .max(4)
    .nullish()
    .transform((speed) => speed ?? 1),
  stream_format: z
    .enum(['audio', 'sse'])
    .nullish()
    .transform((format) => format ?? 'audio'),
})

export type SpeechRequest = z.infer<typeof speechRequest>

/** @throws PublicError that names the invalid or unsupported field */
export const readSpeechRequest = (body: unknown): SpeechRequest => {
  const request = parseBody(speechRequest, body)
  if (typeof request['instructions'] === 'string' && request['instructions'] !== '') {
    throw new PublicError('unsupported_parameter', 'The local voices do not support instructions.', {
      param: 'instructions',
    })
  }
  return request
}
