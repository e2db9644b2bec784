import { z } from 'zod'
import { preferenceFields } from './preferences.ts'

export const speechRequestDescription = z
  .looseObject({
    ...preferenceFields,
    model: z
      .string()
      .describe(
        'Which model: `provider/model`, with `speech` among its output modalities (`GET /v1/models`).',
      ),
    input: z.string().describe('What is spoken. At most 4,096 characters.'),
    voice: z
      .union([z.string(), z.looseObject({ id: z.string() })])
      .optional()
      .describe('A voice of the model, or one of OpenAI’s (`alloy`, …), for which the nearest one is taken.'),
    instructions: z.string().optional().describe('How to speak, in words, where the model can be told.'),
    response_format: z
      .enum(['mp3', 'opus', 'aac', 'flac', 'wav', 'pcm'])
      .optional()
      .describe(
        'The format of the sound, `mp3` unless it is said; `pcm` is 24,000 samples a second of 16 bits. Made here where the provider has another one.',
      ),
    speed: z.number().min(0.25).max(4).optional().describe('1 is the voice’s own pace.'),
    stream_format: z
      .enum(['audio', 'sse'])
      .optional()
      .describe('The sound itself as it is made (the default), or server-sent events with pieces of it.'),
  })
  .meta({ id: 'SpeechRequest' })

const tokenUsage = z.looseObject({
  input_tokens: z.int().nonnegative(),
  output_tokens: z.int().nonnegative(),
  total_tokens: z.int().nonnegative(),
  cost: z.number().describe('US dollars.'),
})

export const speechEventSchema = z
  .looseObject({
    type: z.enum(['speech.audio.delta', 'speech.audio.done']),
    audio: z.string().optional().describe('A piece of the sound, in base64.'),
    usage: tokenUsage.optional(),
  })
  .meta({ id: 'SpeechEvent' })

export const transcriptionRequestDescription = z
  .looseObject({
    ...preferenceFields,
    model: z
      .string()
      .describe('Which model: `provider/model`, with `transcription` among its output modalities.'),
    file: z
      .string()
      .optional()
      .describe('The sound, as a file of a form (`multipart/form-data`). At most 25 MB and four hours.'),
    input_audio: z
      .looseObject({ data: z.string(), format: z.string().optional() })
      .optional()
      .describe('The sound in JSON instead: base64, and what it is (`mp3`, `wav`, …).'),
    response_format: z
      .enum(['json', 'text', 'srt', 'vtt', 'verbose_json', 'diarized_json'])
      .optional()
      .describe('Those with times need a provider that gives them.'),
    language: z.string().optional().describe('What is spoken, as `en`.'),
    prompt: z.string().optional().describe('What it is about, or what was said before.'),
    temperature: z.number().min(0).max(1).optional().describe('How freely words are chosen.'),
    timestamp_granularities: z
      .array(z.enum(['word', 'segment']))
      .optional()
      .describe('Of `verbose_json`.'),
    stream: z.boolean().optional().describe('Answer as server-sent events.'),
  })
  .meta({ id: 'TranscriptionRequest' })

export const translationRequestDescription = transcriptionRequestDescription
  .omit({ language: true, timestamp_granularities: true })
  .extend({
    response_format: z
      .enum(['json', 'text', 'srt', 'vtt', 'verbose_json'])
      .optional()
      .describe('Those with times need a provider that gives them.'),
  })
  .meta({ id: 'TranslationRequest' })

const transcriptUsage = z.union([
  z.looseObject({ type: z.literal('duration'), seconds: z.int().nonnegative(), cost: z.number() }),
  tokenUsage.extend({ type: z.literal('tokens') }),
])

export const transcriptSchema = z
  .looseObject({
    text: z.string(),
    usage: transcriptUsage.describe(
      'By seconds, which are counted here in the samples of the sound, or by tokens, as the model is priced.',
    ),
  })
  .meta({ id: 'Transcript' })

export const transcriptEventSchema = z
  .looseObject({
    type: z.enum(['transcript.text.delta', 'transcript.text.done']),
    delta: z.string().optional(),
    text: z.string().optional(),
    usage: transcriptUsage.optional(),
  })
  .meta({ id: 'TranscriptEvent' })
