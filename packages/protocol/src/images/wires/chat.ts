import { FaultError } from '../../canonical/faults.ts'
import { unsupported } from '../../canonical/losses.ts'
import { writeDataUrl } from '../../dialects/data-url.ts'
import { readResult } from '../../dialects/openai-chat/read-result.ts'
import { malformedFault } from '../../dialects/read-fault.ts'
import type { ImageWire } from '../image.ts'
import { droppedOf } from '../losses.ts'
import { withoutImage } from './without-image.ts'

/**
 * Images from a chat model with OpenAI's Chat Completions, as at OpenRouter and Vercel's gateway: requested with
 * `modalities`, returned in the message's `images` (@openrouter/sdk 1.3.19, `ChatAssistantImages`).
 */
export const chatImages: ImageWire = {
  writeRequest: (request, model) => {
    if (request.count > 1) throw unsupported('n', 'this provider makes one image at a time.')
    if (request.mask)
      throw unsupported('mask', 'this provider edits without a mask: say in the prompt what to change.')
    const pictures = request.inputs.map(({ mediaType, base64 }) => ({
      type: 'image_url',
      image_url: { url: writeDataUrl(mediaType, base64) },
    }))
    const content = [...pictures, { type: 'text', text: request.prompt }]
    const value = { model, messages: [{ role: 'user', content }], modalities: ['text', 'image'] }
    const losses = droppedOf(request, [
      'size',
      'quality',
      'background',
      'moderation',
      'outputFormat',
      'outputCompression',
      'inputFidelity',
      'user',
    ])
    return { body: { type: 'json', value }, losses, path: '/chat/completions' }
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
