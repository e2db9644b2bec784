import { z } from 'zod'

const tokens = z
  .array(z.object({ modality: z.string().optional(), tokenCount: z.number().optional() }))
  .optional()

const transcription = z.object({ text: z.string().optional(), finished: z.boolean().optional() }).optional()

/**
 * The fields of the provider's frames that are read (`@google/genai` 3.1.0, `LiveServerMessage`); there may be more.
 */
const serverFrame = z.looseObject({
  setupComplete: z.unknown().optional(),
  serverContent: z
    .looseObject({
      modelTurn: z
        .object({
          parts: z
            .array(
              z.object({
                text: z.string().optional(),
                thought: z.boolean().optional(),
                inlineData: z.object({ data: z.string() }).optional(),
              }),
            )
            .optional(),
        })
        .optional(),
      turnComplete: z.boolean().optional(),
      interrupted: z.boolean().optional(),
      inputTranscription: transcription,
      outputTranscription: transcription,
    })
    .optional(),
  toolCall: z
    .object({
      functionCalls: z.array(
        z.object({
          id: z.string().optional(),
          name: z.string(),
          args: z.record(z.string(), z.unknown()).optional(),
        }),
      ),
    })
    .optional(),
  usageMetadata: z
    .object({
      promptTokenCount: z.number().optional(),
      responseTokenCount: z.number().optional(),
      cachedContentTokenCount: z.number().optional(),
      thoughtsTokenCount: z.number().optional(),
      promptTokensDetails: tokens,
      responseTokensDetails: tokens,
    })
    .optional(),
  goAway: z.unknown().optional(),
  sessionResumptionUpdate: z
    .object({ newHandle: z.string().optional(), resumable: z.boolean().optional() })
    .optional(),
})
export type ServerFrame = z.output<typeof serverFrame>

/** @throws for an invalid frame */
export const readFrame = (text: string): ServerFrame => serverFrame.parse(JSON.parse(text))

export type ServerContent = NonNullable<ServerFrame['serverContent']>
export type FunctionCall = NonNullable<ServerFrame['toolCall']>['functionCalls'][number]
type Usage = NonNullable<ServerFrame['usageMetadata']>

const ofModality = (details: Usage['promptTokensDetails'], modality: string): number =>
  (details ?? [])
    .filter((each) => each.modality === modality)
    .reduce((sum, { tokenCount = 0 }) => sum + tokenCount, 0)

/** Gemini's usage in OpenAI's format; reasoning is text, and so is output. */
export const usageOf = (usage: Usage): Record<string, unknown> => {
  const input = usage.promptTokenCount ?? 0
  const output = (usage.responseTokenCount ?? 0) + (usage.thoughtsTokenCount ?? 0)
  const audioIn = ofModality(usage.promptTokensDetails, 'AUDIO')
  const imageIn =
    ofModality(usage.promptTokensDetails, 'IMAGE') + ofModality(usage.promptTokensDetails, 'VIDEO')
  const audioOut = ofModality(usage.responseTokensDetails, 'AUDIO')
  return {
    total_tokens: input + output,
    input_tokens: input,
    output_tokens: output,
    input_token_details: {
      text_tokens: Math.max(0, input - audioIn - imageIn),
      audio_tokens: audioIn,
      image_tokens: imageIn,
      cached_tokens: usage.cachedContentTokenCount ?? 0,
    },
    output_token_details: { text_tokens: Math.max(0, output - audioOut), audio_tokens: audioOut },
  }
}
