import { z } from 'zod'
import { extensionsOf, invalidAt, parseAt } from '../dialects/parse-at.ts'
import { TRANSCRIPT_FORMATS } from './transcription.ts'
import type { SentSound, TranscriptionRequest } from './transcription.ts'

/** Forms contain only text. */
const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')])
const list = <Item extends z.ZodType>(item: Item) => z.union([z.array(item), item.transform((one) => [one])])
const timestamp = z.enum(['word', 'segment'])

/** The edge's reference to a stored file, which a router replaces by the file. */
const sentSound = z.object({
  media_id: z.string(),
  index: z.int().nonnegative(),
  duration_ms: z.int().nonnegative(),
  media_type: z.string().optional(),
  data: z.string().optional(),
})

/** OpenAI's `/audio/transcriptions` (openai 7.57.0, `resources/audio/transcriptions.d.ts`), with a stored file. */
export const transcriptionRequestSchema = z.looseObject({
  model: z.string().min(1),
  file: sentSound,
  response_format: z.enum(TRANSCRIPT_FORMATS).nullish(),
  language: z.string().min(2).max(20).nullish(),
  prompt: z.string().max(32_000).nullish(),
  temperature: z.coerce.number().min(0).max(1).nullish(),
  timestamp_granularities: list(timestamp).nullish(),
  stream: flag.nullish(),
})

/** OpenAI's `/audio/translations`: the same, always in English, and without speakers. */
export const translationRequestSchema = transcriptionRequestSchema
  .omit({ language: true, timestamp_granularities: true })
  .extend({
    response_format: z.enum(TRANSCRIPT_FORMATS).exclude(['diarized_json']).nullish(),
  })

const KNOWN = new Set([
  'model',
  'file',
  'response_format',
  'language',
  'prompt',
  'temperature',
  'timestamp_granularities',
  'stream',
])

/** Reads a translation request. @throws PublicError naming the field */
export const readTranslationRequest = (body: unknown): TranscriptionRequest => {
  const wire = parseAt(translationRequestSchema, body)
  return { ...readTranscriptionRequest({ ...wire, language: null }), task: 'translate' }
}

/** Reads a transcription request. @throws PublicError naming the field */
export const readTranscriptionRequest = (body: unknown): TranscriptionRequest => {
  const wire = parseAt(transcriptionRequestSchema, body)
  const format = wire.response_format ?? 'json'
  const timestamps = wire.timestamp_granularities ?? []
  if (timestamps.length > 0 && format !== 'verbose_json')
    throw invalidAt('timestamp_granularities', 'need "response_format": "verbose_json".')
  return {
    task: 'transcribe',
    model: wire.model,
    sound: soundOf(wire.file),
    format,
    language: wire.language ?? null,
    prompt: wire.prompt || null,
    temperature: wire.temperature ?? null,
    timestamps,
    isStream: (wire.stream ?? false) && format !== 'srt' && format !== 'vtt',
    extensions: extensionsOf(wire, KNOWN),
  }
}

const soundOf = (file: z.output<typeof sentSound>): SentSound => {
  const { media_id: mediaId, index, duration_ms: durationMs } = file
  return file.data === undefined
    ? { durationMs, type: 'media', mediaId, index }
    : {
        durationMs,
        type: 'data',
        mediaType: file.media_type ?? 'application/octet-stream',
        base64: file.data,
      }
}
