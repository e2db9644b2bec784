import { FaultError } from '../../canonical/faults.ts'
import { malformedFault } from '../../dialects/read-fault.ts'
import { writeDataUrl } from '../../dialects/data-url.ts'
import { arrayOf, compact, isObject, objectOf, optionalText } from '../../json/object.ts'
import type { JsonObject } from '../../json/object.ts'
import type { ImageWire, LoadedImageRequest, MadeImage } from '../image.ts'
import { droppedOf } from '../losses.ts'
import { nearestRatio, resolutionOf, sizeLoss } from '../sizes.ts'
import { refusedContent } from '../work.ts'

const HAS_RATIOS = /nano-banana|gemini|imagen/
const RATIOS = ['1:1', '2:3', '3:2', '3:4', '4:3', '4:5', '5:4', '9:16', '16:9', '21:9']

/**
 * fal's queue: `/{app}` answers with the URL of the status, which has the URL of the result
 * (https://docs.fal.ai/model-apis/model-endpoints/queue).
 */
export const falImages: ImageWire = {
  writeRequest: (request, model) => ({
    path: `/${model}`,
    body: {
      type: 'json',
      value: compact({
        prompt: request.prompt,
        ...shapeOf(request, model),
        num_images: request.count,
        output_format: request.outputFormat ?? undefined,
        ...picturesOf(request, model),
        mask_url: request.mask ? writeDataUrl(request.mask.mediaType, request.mask.base64) : undefined,
      }),
    },
    losses: [
      ...sizeLoss(isShapeExact(request, model)),
      ...droppedOf(request, [
        'quality',
        'background',
        'moderation',
        'outputCompression',
        'inputFidelity',
        'user',
      ]),
    ],
  }),
  next: (body) => {
    const answer = objectOf(body)
    switch (answer['status']) {
      case 'IN_QUEUE':
      case 'IN_PROGRESS':
        return { url: optionalText(answer['status_url']) ?? null, isAtOnce: false }
      case 'COMPLETED':
        return { url: optionalText(answer['response_url']) ?? null, isAtOnce: true }
      default:
        return null
    }
  },
  readResult: (body) => {
    const answer = objectOf(body)
    const images = [...arrayOf(answer['images']), answer['image']].filter(isObject).flatMap(imageOf)
    if (images.length === 0) throw new FaultError(malformedFault(body))
    const flags = arrayOf(answer['has_nsfw_concepts'])
    if (flags.length > 0 && flags.every((flag) => flag === true)) throw refusedContent()
    return { images }
  },
  hasStream: false,
}

/** Google's models have a ratio and a resolution, the others width and height. */
const shapeOf = ({ size }: LoadedImageRequest, model: string): JsonObject => {
  if (size === null) return {}
  if (!HAS_RATIOS.test(model)) return { image_size: size }
  return { aspect_ratio: nearestRatio(size, RATIOS).ratio, resolution: resolutionOf(size) }
}

const isShapeExact = ({ size }: LoadedImageRequest, model: string): boolean =>
  size === null || !HAS_RATIOS.test(model) || nearestRatio(size, RATIOS).isExact

/** One of its models edits a single image, the others a list. */
const picturesOf = ({ inputs }: LoadedImageRequest, model: string): JsonObject => {
  const urls = inputs.map(({ mediaType, base64 }) => writeDataUrl(mediaType, base64))
  if (urls.length === 0) return {}
  return urls.length === 1 && /kontext|image-to-image|inpaint|fill/.test(model)
    ? { image_url: urls[0] }
    : { image_urls: urls }
}

const imageOf = (image: JsonObject): MadeImage[] => {
  const url = optionalText(image['url'])
  if (url === undefined) return []
  const mediaType = optionalText(image['content_type'])
  return [compact({ url, mediaType }) as MadeImage]
}
