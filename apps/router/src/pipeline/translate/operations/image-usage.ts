import type { Counted } from '@gptget/money'
import {
  emptyUsage,
  estimateImageTokens,
  estimateTextTokens,
  imageAttributesOf,
  INPUT_IMAGE_TOKENS,
} from '@gptget/protocol'
import type { ImageRequest, ImageResult, Usage } from '@gptget/protocol'

/** What an answer is by the picture. */
export const countedOf = (
  request: ImageRequest,
  result: Pick<ImageResult, 'images' | 'size' | 'quality'>,
): Counted => ({
  quantities: { images: result.images.length },
  attributes: imageAttributesOf(request, result),
})

/** Where the provider does not say, about what it was: pictures have no text to be counted. */
export const usageOf = (
  { request, inputCount }: { request: ImageRequest; inputCount: number },
  result: ImageResult,
): Usage =>
  result.usage ?? {
    ...emptyUsage(),
    inputTokens: estimateTextTokens(request.prompt),
    imageInputTokens: inputCount * INPUT_IMAGE_TOKENS,
    imageOutputTokens: estimateImageTokens(request, result),
    isEstimated: true,
  }
