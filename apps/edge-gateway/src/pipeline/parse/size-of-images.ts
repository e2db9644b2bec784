import type { RequestSize } from '@gptget/credit'
import { imageAttributesOf, mostImageTokens } from '@gptget/protocol'
import type { ImageRequest } from '@gptget/protocol'

/** What limits the cost of images: the number of outputs, their kind, and the number of inputs. */
export const sizeOfImages = (request: ImageRequest): Omit<RequestSize, 'bodyBytes'> => ({
  maxOutputTokens: mostImageTokens(request),
  choices: 1,
  images: request.inputs.length + (request.mask ? 1 : 0),
  made: { unit: 'images', quantity: request.count, attributes: imageAttributesOf(request) },
})
