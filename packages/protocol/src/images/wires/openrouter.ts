import { writeDataUrl } from '../../dialects/data-url.ts'
import { compact } from '../../json/object.ts'
import type { ImageWire } from '../image.ts'
import { droppedOf } from '../losses.ts'
import { nearestRatio, resolutionOf, sizeLoss } from '../sizes.ts'
import { readOpenAiImages } from '../read-openai-answer.ts'

const RATIOS = ['1:1', '2:3', '3:2', '3:4', '4:3', '4:5', '5:4', '9:16', '16:9', '21:9', '1:2', '2:1']

/** OpenRouter's `/images` (@openrouter/sdk 1.3.19, `imagegenerationrequest`). */
export const openRouterImages: ImageWire = {
  writeRequest: (request, model) => {
    const shape = request.size ? nearestRatio(request.size, RATIOS) : undefined
    const value = compact({
      model,
      prompt: request.prompt,
      n: request.count === 1 ? undefined : request.count,
      aspect_ratio: shape?.ratio,
      resolution: request.size ? resolutionOf(request.size) : undefined,
      quality: request.quality ?? undefined,
      background: request.background ?? undefined,
      output_format: request.outputFormat ?? undefined,
      output_compression: request.outputCompression ?? undefined,
      input_references:
        request.inputs.length === 0
          ? undefined
          : request.inputs.map(({ mediaType, base64 }) => ({
              type: 'image_url',
              image_url: { url: writeDataUrl(mediaType, base64) },
            })),
    })
    const losses = [
      ...sizeLoss(shape?.isExact ?? true),
      ...droppedOf(request, ['moderation', 'inputFidelity', 'mask', 'user']),
    ]
    return { body: { type: 'json', value }, losses }
  },
  readResult: (body) => readOpenAiImages(body),
  hasStream: false,
}
