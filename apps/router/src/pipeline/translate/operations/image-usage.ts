import type { Counted } from '@gptget/money'
import {
  emptyUsage,
  estimateImageTokens,
  estimateTextTokens,
  imageAttributesOf,
  INPUT_IMAGE_TOKENS,
} from '@gptget/protocol'
import type { ImageRequest, ImageResult, Usage } from '@gptget/protocol'

/** The number of images in an answer. */
export const countedOf = (
  request: ImageRequest,
  result: Pick<ImageResult, 'images' | 'size' | 'quality'>,
): Counted => ({
  quantities: { images: result.images.length },
  attributes: imageAttributesOf(request, result),
})

/** An estimate if the provider does not report it: images have no text to count. */
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
