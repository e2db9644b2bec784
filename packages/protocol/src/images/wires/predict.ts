import { FaultError } from '../../canonical/faults.ts'
import { unsupported } from '../../canonical/losses.ts'
import { readErrorBody } from '../../dialects/gemini/errors.ts'
import { malformedFault } from '../../dialects/read-fault.ts'
import { arrayOf, compact, objectOf, optionalText } from '../../json/object.ts'
import type { ImageWire, MadeImage } from '../image.ts'
import { droppedOf } from '../losses.ts'
import { nearestRatio, resolutionOf, sizeLoss } from '../sizes.ts'

const RATIOS = ['1:1', '3:4', '4:3', '9:16', '16:9']

/**
 * Imagen's `predict` on Vertex AI. It has no edits, and reports why an image was filtered.
 * https://docs.cloud.google.com/vertex-ai/generative-ai/docs/model-reference/imagen-api
 */
export const predictImages: ImageWire = {
  writeRequest: (request) => {
    if (request.inputs.length > 0) throw unsupported('image', 'this provider makes images from text only.')
    if (request.count > 4) throw unsupported('n', 'this provider makes four images at most.')
    const shape = request.size ? nearestRatio(request.size, RATIOS) : undefined
    const mimeType = request.outputFormat === 'jpeg' ? 'image/jpeg' : 'image/png'
    const isWebp = request.outputFormat === 'webp'
    const value = {
      instances: [{ prompt: request.prompt }],
      parameters: compact({
        sampleCount: request.count,
        aspectRatio: shape?.ratio,
        sampleImageSize: request.size ? (resolutionOf(request.size) === '1K' ? '1K' : '2K') : undefined,
        includeRaiReason: true,
        outputOptions: compact({ mimeType, compressionQuality: request.outputCompression ?? undefined }),
      }),
    }
    const losses = [
      ...sizeLoss(shape?.isExact ?? true),
      ...droppedOf({ ...request, outputFormat: isWebp ? 'webp' : null }, [
        'quality',
        'background',
        'moderation',
        'outputFormat',
        'inputFidelity',
        'user',
      ]),
    ]
    return { body: { type: 'json', value }, losses }
  },
  readResult: (body) => {
    const answer = objectOf(body)
    if (answer['error']) throw new FaultError(readErrorBody(body))
    const predictions = arrayOf(answer['predictions']).map(objectOf)
    const images = predictions.flatMap((each): MadeImage[] => {
      const base64 = optionalText(each['bytesBase64Encoded'])
      if (base64 === undefined) return []
      return [
        compact({
          base64,
          mediaType: optionalText(each['mimeType']),
          revisedPrompt: optionalText(each['prompt']),
        }),
      ]
    })
    if (images.length > 0) return { images }
    const reason = predictions.map((each) => optionalText(each['raiFilteredReason'])).find(Boolean)
    throw new FaultError(
      reason === undefined && !Array.isArray(answer['predictions'])
        ? malformedFault(body)
        : {
            code: 'content_policy_violation',
            message: 'The provider blocked every image because of its content.',
            param: 'prompt',
          },
    )
  },
  hasStream: false,
}
