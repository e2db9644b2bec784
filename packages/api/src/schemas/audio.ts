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
    input: z.string().describe('The text to speak. At most 4,096 characters.'),
    voice: z
      .union([z.string(), z.looseObject({ id: z.string() })])
      .optional()
      .describe('A voice of the model, or one of OpenAI’s (`alloy`, …), which is mapped to the closest one.'),
    instructions: z.string().optional().describe('How to speak, in words, if the model supports it.'),
    response_format: z
      .enum(['mp3', 'opus', 'aac', 'flac', 'wav', 'pcm'])
      .optional()
      .describe(
        'The audio format. Default: `mp3`. `pcm` is 16-bit at 24,000 samples per second. Converted here if the provider uses another format.',
      ),
    speed: z.number().min(0.25).max(4).optional().describe('The speed. 1 is the voice’s normal speed.'),
    stream_format: z
      .enum(['audio', 'sse'])
      .optional()
      .describe('The audio itself (the default), or server-sent events with pieces of it.'),
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
    audio: z.string().optional().describe('A piece of the audio, in base64.'),
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
      .describe('The audio, as a file in a form (`multipart/form-data`). At most 25 MB and four hours.'),
    input_audio: z
      .looseObject({ data: z.string(), format: z.string().optional() })
      .optional()
      .describe('The audio in JSON instead: base64, and its format (`mp3`, `wav`, …).'),
    response_format: z
      .enum(['json', 'text', 'srt', 'vtt', 'verbose_json', 'diarized_json'])
      .optional()
      .describe('Formats with timestamps need a provider that returns them.'),
    language: z.string().optional().describe('The spoken language, such as `en`.'),
    prompt: z.string().optional().describe('Context: the topic, or the preceding text.'),
    temperature: z.number().min(0).max(1).optional().describe('Sampling temperature.'),
    timestamp_granularities: z
      .array(z.enum(['word', 'segment']))
      .optional()
      .describe('For `verbose_json`.'),
    stream: z.boolean().optional().describe('Answer as server-sent events.'),
  })
  .meta({ id: 'TranscriptionRequest' })

export const translationRequestDescription = transcriptionRequestDescription
  .omit({ language: true, timestamp_granularities: true })
  .extend({
    response_format: z
      .enum(['json', 'text', 'srt', 'vtt', 'verbose_json'])
      .optional()
      .describe('Formats with timestamps need a provider that returns them.'),
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
      'In seconds, measured here from the audio, or in tokens, depending on the price of the model.',
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
