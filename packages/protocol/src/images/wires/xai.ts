import { writeDataUrl } from '../../dialects/data-url.ts'
import { unsupported } from '../../canonical/losses.ts'
import { compact } from '../../json/object.ts'
import type { ImageData, ImageWire } from '../image.ts'
import { droppedOf } from '../losses.ts'
import { nearestRatio, resolutionOf, sizeLoss } from '../sizes.ts'
import { readOpenAiImages } from '../read-openai-answer.ts'

const RATIOS = ['1:1', '3:4', '4:3', '9:16', '16:9', '2:3', '3:2', '1:2', '2:1']

/** xAI's `/images/generations` and `/images/edits`, both JSON (docs.x.ai/developers/model-capabilities/images). */
export const xaiImages: ImageWire = {
  writeRequest: (request, model) => {
    if (request.mask) throw unsupported('mask', 'this provider edits without a mask.')
    const shape = request.size ? nearestRatio(request.size, RATIOS) : undefined
    const [first, ...others] = request.inputs.map(reference)
    const value = compact({
      model,
      prompt: request.prompt,
      n: request.count === 1 ? undefined : request.count,
      response_format: 'b64_json',
      aspect_ratio: shape?.ratio,
      resolution: request.size ? (resolutionOf(request.size) === '1K' ? '1k' : '2k') : undefined,
      image: others.length === 0 ? first : undefined,
      images: others.length === 0 ? undefined : [first, ...others],
      user: request.user ?? undefined,
    })
    const losses = [
      ...sizeLoss(shape?.isExact ?? true),
      ...droppedOf(request, [
        'quality',
        'background',
        'moderation',
        'outputFormat',
        'outputCompression',
        'inputFidelity',
      ]),
    ]
    return { body: { type: 'json', value }, losses }
  },
  readResult: (body) => readOpenAiImages(body),
  hasStream: false,
}

const reference = ({ mediaType, base64 }: ImageData) => ({
  type: 'image_url',
  url: writeDataUrl(mediaType, base64),
})
