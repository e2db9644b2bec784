import { PublicError } from '@gptget/errors'
import { z } from 'zod'
import { parseBody } from '../parse-body.ts'

/** The supported formats of OpenAI's "Create transcription". */
export const TRANSCRIPT_FORMATS = ['json', 'text', 'srt', 'vtt', 'verbose_json'] as const

const transcriptionRequest = z.looseObject({
  model: z.string(),
  response_format: z.enum(TRANSCRIPT_FORMATS).default('json'),
  language: z.string().optional(),
  stream: z
    .enum(['true', 'false'])
    .default('false')
    .transform((stream) => stream === 'true'),
  'timestamp_granularities[]': z.array(z.string()).default([]),
})

export type TranscriptionRequest = z.infer<typeof transcriptionRequest>

/** @throws PublicError that names the invalid or unsupported field */
export const readTranscriptionRequest = (fields: unknown): TranscriptionRequest => {
  const request = parseBody(transcriptionRequest, fields)
  const { language = 'en', stream, response_format: format } = request
  if (!/^en(-|$)/i.test(language)) throw unsupported('language', 'The local model only understands English.')
  if (request['timestamp_granularities[]'].includes('word'))
    throw unsupported(
      'timestamp_granularities',
      'The local model has timestamps for segments, not for words.',
    )
  if (stream && format !== 'json' && format !== 'text')
    throw unsupported('response_format', `A stream supports json or text, not ${format}.`)
  return request
}

const unsupported = (param: string, message: string): PublicError =>
  new PublicError('unsupported_parameter', message, { param })
