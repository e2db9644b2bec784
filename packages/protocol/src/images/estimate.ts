import type { Countable } from '../canonical/estimate-tokens.ts'
import { resolutionOf, sizeText } from './sizes.ts'
import { MAX_FRAMES } from './image.ts'
import type { ImageRequest, ImageResult } from './image.ts'

const TOKENS_AT_HIGH_QUALITY = 4_160

/**
 * About how many tokens an image of a megapixel has at each quality, if the provider does not report it
 * (developers.openai.com/api/docs/guides/image-generation, "Cost and latency").
 */
const TOKENS_PER_MEGAPIXEL: ReadonlyMap<string, number> = new Map(
  Object.entries<number>({
    low: 272,
    medium: 1_056,
    high: TOKENS_AT_HIGH_QUALITY,
    xhigh: 6_240,
    max: 6_240,
  }),
)

/** The maximum tokens of an image, which are reserved for each. */
const MAX_TOKENS_OF_IMAGE = 16_384

/** An SVG needs fewer. */
const MAX_TOKENS_OF_SVG = 32_768

type Made = Pick<ImageRequest, 'count' | 'outputFormat' | 'frameCount'>

/** The pictures that are made for each image: a GIF has several, as many as allowed if the request does not say. */
const framesOf = ({ outputFormat, frameCount }: Omit<Made, 'count'>): number =>
  outputFormat === 'gif' ? (frameCount ?? MAX_FRAMES) : 1

/** The maximum tokens of an answer's images. */
export const mostImageTokens = (request: Made): number =>
  request.count * framesOf(request) * MAX_TOKENS_OF_IMAGE +
  (request.outputFormat === 'svg' ? MAX_TOKENS_OF_SVG : 0)

/** About the tokens of an input image, if they were not counted. */
export const INPUT_IMAGE_TOKENS = 1_000

/** The counted part of an image request. */
export const countableImages = ({ prompt, inputs }: ImageRequest): Countable => ({
  texts: [prompt],
  otherTokens: inputs.length * INPUT_IMAGE_TOKENS,
})

/**
 * The attributes of an image for its price: its size and quality as requested, or else as reported, and its resolution,
 * which is the smallest by default.
 */
export const imageAttributesOf = (
  request: Pick<ImageRequest, 'size' | 'quality'>,
  told: Pick<ImageResult, 'size' | 'quality'> = {},
): Record<string, string> => {
  const size = sizeText(request.size) ?? told.size
  const quality = request.quality ?? told.quality
  return {
    ...(size === undefined ? {} : { size }),
    ...(quality === undefined ? {} : { quality }),
    resolution: request.size ? resolutionOf(request.size) : '1K',
  }
}

/** The tokens of an answer's images. Without a quality or a size, the most expensive common one is assumed. */
export const estimateImageTokens = (request: ImageRequest, { images, quality }: ImageResult): number => {
  const { width, height } = request.size ?? { width: 1_024, height: 1_024 }
  const perMegapixel = TOKENS_PER_MEGAPIXEL.get(quality ?? request.quality ?? '') ?? TOKENS_AT_HIGH_QUALITY
  const tokens = Math.ceil((perMegapixel * width * height) / (1_024 * 1_024))
  return images.length * framesOf(request) * Math.min(MAX_TOKENS_OF_IMAGE, tokens)
}
