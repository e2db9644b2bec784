import type { TaskQuantities, TaskRequest } from '@gptget/contracts'
import {
  INPUT_IMAGE_TOKENS,
  mostImageTokens,
  readImageRequest,
  requireKnown,
  unsupported,
} from '@gptget/protocol'
import type { ImageRequest, LoadedImageRequest } from '@gptget/protocol'
import { placeholdersOf } from '../provider/load-images.ts'

/** Fields that determine the price or the input must be fields of the task itself. */
const OWN_FIELDS = ['model', 'prompt', 'n', 'size', 'quality', 'image', 'images', 'mask', 'stream']

/**
 * A task as an image request. `input` may have the other fields of `/v1/images/generations`, such as `background` and
 * `output_format`, but no input images.
 * @throws PublicError 400 naming a field that images do not have
 */
export const imageRequestOf = (request: TaskRequest, model: string): ImageRequest => {
  const images = placeholdersOf(request.images)
  const task = {
    ...request,
    type: 'image' as const,
    model,
    taskId: '',
    images,
    parent: null,
    webhookUrl: null,
  }
  requireKnown(task, {
    fields: ['size', 'quality', 'count'],
    images: { first: 1, reference: 16 },
    hasInput: true,
  })
  const own = OWN_FIELDS.find((name) => Object.hasOwn(request.input, name))
  if (own !== undefined) throw unsupported(`input.${own}`, 'set it next to "input", not in it.')
  const { prompt, count: n, size, quality } = request
  return readImageRequest({ ...request.input, model, prompt, n, size, quality })
}

/** With empty images instead of the input images, only to check whether a provider accepts them. */
export const withPlaceholders = (image: ImageRequest, { images }: TaskRequest): LoadedImageRequest => ({
  ...image,
  inputs: images.map(() => ({ mediaType: 'image/png', base64: '' })),
  mask: null,
})

/** Extra tokens: providers add text to a prompt, and models write some text with an image. */
const UNSEEN_TOKENS = 4_096
const MOST_TOKENS_OF_INPUT = 16 * INPUT_IMAGE_TOKENS

/** The maximum tokens of the images, which are reserved if images are charged by tokens. */
export const mostTokensOf = (image: ImageRequest, { images }: TaskRequest): TaskQuantities => ({
  input_tokens: Buffer.byteLength(image.prompt) + UNSEEN_TOKENS,
  image_input_tokens: images.length * MOST_TOKENS_OF_INPUT,
  output_tokens: UNSEEN_TOKENS,
  reasoning_tokens: UNSEEN_TOKENS,
  image_output_tokens: mostImageTokens(image),
})
