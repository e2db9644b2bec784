import { PublicError } from '@gptget/errors'
import { parseJsonBody } from '@gptget/http/parse-json-body'
import { z } from 'zod'

/** OpenRouter's format of audio in JSON (@openrouter/sdk 1.3.19, `sttrequest`). `format` is its name: `mp3`. */
const inputAudio = z.object({
  data: z.string().min(1),
  format: z
    .string()
    .regex(/^[a-z0-9]{2,5}$/)
    .nullish(),
})

/** A request to transcribe without its audio; `others` is JSON. */
export type InputAudio = { sound: Buffer; declaredType: string; others: Buffer }

/** Takes the audio out of a body with `input_audio`. @throws PublicError 400 if there is none */
export const readInputAudio = (sent: Buffer): InputAudio => {
  const body = parseJsonBody(sent)
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new PublicError('invalid_request', 'The request body must be a JSON object.')
  const { input_audio: given, ...others } = body as Record<string, unknown>
  if (given === undefined) throw refused('file', 'send the sound as a file of a form, or as input_audio.')
  const { data: audio } = inputAudio.safeParse(given)
  if (audio === undefined) throw refused('input_audio', 'must be { data, format }, with data in base64.')
  return {
    sound: Buffer.from(audio.data, 'base64'),
    declaredType: `audio/${audio.format ?? 'mpeg'}`,
    others: Buffer.from(JSON.stringify(others)),
  }
}

const refused = (param: string, message: string): PublicError =>
  new PublicError('invalid_request', `${param}: ${message}`, { param })
