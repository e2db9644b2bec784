import { totalInputTokens, totalOutputTokens } from '../canonical/usage.ts'
import type { Usage } from '../canonical/usage.ts'
import type { Closing } from '../dialect.ts'
import { compact } from '../json/object.ts'
import type { Frame } from '../wire/sse.ts'
import type { ImageResult } from './image.ts'

/** An image for the caller. */
export type GivenImage = { url?: string; base64?: string; revisedPrompt?: string }

type Told = Pick<ImageResult, 'size' | 'quality' | 'background' | 'outputFormat'>

type Names = { id: string; model: string; createdAtSeconds: number }

/** The answer in OpenAI's format, with our id and cost. */
export const writeImageAnswer = (
  images: readonly GivenImage[],
  told: Told,
  { id, model, createdAtSeconds }: Names,
  closing: Closing,
): Record<string, unknown> =>
  compact({
    created: createdAtSeconds,
    data: images.map(({ url, base64, revisedPrompt }) =>
      compact({ url, b64_json: base64, revised_prompt: revisedPrompt }),
    ),
    background: told.background,
    output_format: told.outputFormat,
    quality: told.quality,
    size: told.size,
    usage: usageOf(closing),
    id,
    model,
  })

/** The final event of each image in a stream, with its bytes and its URL. */
export const writeImageEvents = (
  images: readonly GivenImage[],
  told: Told,
  isEdit: boolean,
  { id, model, createdAtSeconds }: Names,
  closing: Closing,
): Frame[] => {
  const type = `${isEdit ? 'image_edit' : 'image_generation'}.completed`
  return images.map(({ url, base64 }, index) => ({
    event: type,
    data: JSON.stringify(
      compact({
        type,
        created_at: createdAtSeconds,
        b64_json: base64,
        url,
        background: told.background,
        output_format: told.outputFormat,
        quality: told.quality,
        size: told.size,
        // The usage of all images, with the last one.
        usage: index === images.length - 1 ? usageOf(closing) : undefined,
        id,
        model,
      }),
    ),
  }))
}

const usageOf = ({ usage, costUsd }: Closing): Record<string, unknown> => ({
  input_tokens: totalInputTokens(usage),
  input_tokens_details: { text_tokens: textInput(usage), image_tokens: usage.imageInputTokens },
  output_tokens: totalOutputTokens(usage),
  output_tokens_details: {
    text_tokens: usage.outputTokens + usage.reasoningTokens,
    image_tokens: usage.imageOutputTokens,
  },
  total_tokens: totalInputTokens(usage) + totalOutputTokens(usage),
  cost: costUsd,
  ...(usage.byok === undefined
    ? {}
    : { is_byok: true, cost_details: { upstream_inference_cost: usage.byok.upstreamCostUsd } }),
})

const textInput = (usage: Usage): number => totalInputTokens(usage) - usage.imageInputTokens
