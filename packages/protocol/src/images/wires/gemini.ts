import { FaultError } from '../../canonical/faults.ts'
import { unsupported } from '../../canonical/losses.ts'
import { readResult } from '../../dialects/gemini/read-result.ts'
import { malformedFault } from '../../dialects/read-fault.ts'
import { compact } from '../../json/object.ts'
import type { ImageWire } from '../image.ts'
import { droppedOf } from '../losses.ts'
import { withoutImage } from './without-image.ts'
import { nearestRatio, resolutionOf, sizeLoss } from '../sizes.ts'

/** ai.google.dev/gemini-api/docs/image-generation, "Aspect ratios". */
const RATIOS = ['1:1', '2:3', '3:2', '3:4', '4:3', '4:5', '5:4', '9:16', '16:9', '21:9']

/** Images from Gemini's `generateContent` (@google/genai 3.1.0, `ImageConfig`): one in each answer. */
export const geminiImages: ImageWire = {
  writeRequest: (request) => {
    if (request.count > 1) throw unsupported('n', 'this provider makes one image at a time.')
    if (request.mask)
      throw unsupported('mask', 'this provider edits without a mask: say in the prompt what to change.')
    const shape = request.size ? nearestRatio(request.size, RATIOS) : undefined
    const pictures = request.inputs.map(({ mediaType, base64 }) => ({
      inlineData: { mimeType: mediaType, data: base64 },
    }))
    const imageSize = request.size ? resolutionOf(request.size) : undefined
    const value = {
      contents: [{ role: 'user', parts: [...pictures, { text: request.prompt }] }],
      generationConfig: compact({
        responseModalities: ['TEXT', 'IMAGE'],
        imageConfig: shape
          ? compact({ aspectRatio: shape.ratio, imageSize: imageSize === '1K' ? undefined : imageSize })
          : undefined,
      }),
    }
    const losses = [
      ...sizeLoss(shape?.isExact ?? true),
      ...droppedOf(request, [
        'quality',
        'background',
        'moderation',
        'outputFormat',
        'outputCompression',
        'inputFidelity',
        'user',
      ]),
    ]
    return { body: { type: 'json', value }, losses }
  },
  readResult: (body) => {
    const { blocks, finish, usage } = readResult(body)
    const images = blocks.flatMap(({ block, content }) =>
      block.kind === 'image' ? [{ base64: content, mediaType: block.mediaType }] : [],
    )
    if (images.length === 0) throw new FaultError(withoutImage({ blocks, finish }) ?? malformedFault(body))
    return { images, finish, ...(usage ? { usage } : {}) }
  },
  hasStream: false,
}
