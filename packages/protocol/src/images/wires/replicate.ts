import { FaultError } from '../../canonical/faults.ts'
import { unsupported } from '../../canonical/losses.ts'
import { writeDataUrl } from '../../dialects/data-url.ts'
import { malformedFault } from '../../dialects/read-fault.ts'
import { compact, objectOf, optionalText } from '../../json/object.ts'
import type { JsonObject } from '../../json/object.ts'
import type { ImageWire, LoadedImageRequest } from '../image.ts'
import { droppedOf } from '../losses.ts'
import { nearestRatio, sizeLoss } from '../sizes.ts'
import { workFailed } from '../work.ts'

const RATIOS = ['1:1', '16:9', '21:9', '3:2', '2:3', '4:5', '5:4', '3:4', '4:3', '9:16', '9:21']

/**
 * Replicate's predictions, which answer with the URL to poll. A model is `owner/name`, or
 * `owner/name:version` (https://replicate.com/docs/reference/http#predictions.create).
 */
export const replicateImages: ImageWire = {
  writeRequest: (request, model) => {
    if (request.mask) throw unsupported('mask', 'this provider edits without a mask.')
    const shape = request.size ? nearestRatio(request.size, RATIOS) : undefined
    const input = compact({
      prompt: request.prompt,
      aspect_ratio: shape?.ratio,
      num_outputs: request.count === 1 ? undefined : request.count,
      output_format: formatOf(request),
      output_quality: request.outputCompression ?? undefined,
      ...picturesOf(request, model),
    })
    const [name, version] = model.split(':', 2)
    return {
      path: version === undefined ? `/models/${name}/predictions` : '/predictions',
      body: { type: 'json', value: compact({ version, input }) },
      losses: [
        ...sizeLoss(shape?.isExact ?? true),
        ...droppedOf(request, ['quality', 'background', 'moderation', 'inputFidelity', 'user']),
      ],
    }
  },
  next: (body) => {
    const answer = objectOf(body)
    switch (answer['status']) {
      case 'succeeded':
        return null
      case 'failed':
      case 'canceled':
      case 'aborted':
        throw workFailed(optionalText(answer['error']) ?? String(answer['status']))
      default:
        return { url: optionalText(objectOf(answer['urls'])['get']) ?? null, isAtOnce: false }
    }
  },
  readResult: (body) => {
    const urls = [objectOf(body)['output']].flat().flatMap((url) => optionalText(url) ?? [])
    if (urls.length === 0) throw new FaultError(malformedFault(body))
    return { images: urls.map((url) => ({ url })) }
  },
  hasStream: false,
}

/** Its models use `jpg`. */
const formatOf = ({ outputFormat }: LoadedImageRequest): string | undefined =>
  outputFormat === 'jpeg' ? 'jpg' : (outputFormat ?? undefined)

/** Each family has its own name for input images. */
const picturesOf = ({ inputs }: LoadedImageRequest, model: string): JsonObject => {
  const urls = inputs.map(({ mediaType, base64 }) => writeDataUrl(mediaType, base64))
  if (urls.length === 0) return {}
  if (/kontext/.test(model)) return { input_image: urls[0] }
  return /flux-2|gpt-image/.test(model) ? { input_images: urls } : { image_input: urls }
}
