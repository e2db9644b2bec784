import { FaultError } from '../../canonical/faults.ts'
import { unsupported } from '../../canonical/losses.ts'
import type { Loss } from '../../canonical/losses.ts'
import { malformedFault } from '../../dialects/read-fault.ts'
import { compact, objectOf, optionalText } from '../../json/object.ts'
import type { ImageWire, LoadedImageRequest } from '../image.ts'
import { droppedOf } from '../losses.ts'
import { refusedContent, workFailed } from '../work.ts'

/** Width and height are multiples of this many pixels. */
const SIDE_STEP = 16

/**
 * Black Forest Labs' `/v1/{model}`, which answers with the URL to poll
 * (https://docs.bfl.ai/quick_start/generating_images).
 */
export const blackForestImages: ImageWire = {
  writeRequest: (request, model) => {
    if (request.count > 1) throw unsupported('n', 'this provider makes one image at a time.')
    if (request.mask)
      throw unsupported('mask', 'this provider edits without a mask: say in the prompt what to change.')
    const { shape, losses } = shapeOf(request, model)
    const value = compact({
      prompt: request.prompt,
      ...shape,
      output_format: request.outputFormat === 'webp' ? undefined : (request.outputFormat ?? undefined),
      ...Object.fromEntries(
        request.inputs.map(({ base64 }, index) => [
          index === 0 ? 'input_image' : `input_image_${index + 1}`,
          base64,
        ]),
      ),
    })
    return {
      path: `/${encodeURIComponent(model)}`,
      body: { type: 'json', value },
      losses: [
        ...losses,
        ...droppedOf({ ...request, outputFormat: request.outputFormat === 'webp' ? 'webp' : null }, [
          'quality',
          'background',
          'moderation',
          'outputFormat',
          'outputCompression',
          'inputFidelity',
          'user',
        ]),
      ],
    }
  },
  next: (body) => {
    const answer = objectOf(body)
    const pollingUrl = optionalText(answer['polling_url'])
    if (pollingUrl !== undefined && answer['status'] === undefined)
      return { url: pollingUrl, isAtOnce: false }
    switch (answer['status']) {
      case 'Ready':
        return null
      case 'Request Moderated':
      case 'Content Moderated':
        throw refusedContent()
      case 'Error':
      case 'Failed':
      case 'Task not found':
        throw workFailed(optionalText(objectOf(answer['result'])['error']) ?? String(answer['status']))
      default:
        return { url: null, isAtOnce: false }
    }
  },
  readResult: (body) => {
    const sample = optionalText(objectOf(objectOf(body)['result'])['sample'])
    if (sample === undefined) throw new FaultError(malformedFault(body))
    return { images: [{ url: sample }] }
  },
  hasStream: false,
}

type Shaped = { shape: Record<string, unknown>; losses: Loss[] }

/** Some of its models have a ratio, the others width and height. */
const shapeOf = ({ size }: LoadedImageRequest, model: string): Shaped => {
  if (size === null) return { shape: {}, losses: [] }
  if (/kontext|ultra/.test(model))
    return { shape: { aspect_ratio: `${size.width}:${size.height}` }, losses: [] }
  const [width, height] = [size.width, size.height].map((side) => Math.round(side / SIDE_STEP) * SIDE_STEP)
  const isExact = width === size.width && height === size.height
  const reason = `sides are multiples of ${SIDE_STEP} here`
  return { shape: { width, height }, losses: isExact ? [] : [{ param: 'size', action: 'rewritten', reason }] }
}
