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

/** What decides the price, and what goes in, is said in the task's own fields. */
const OWN_FIELDS = ['model', 'prompt', 'n', 'size', 'quality', 'image', 'images', 'mask', 'stream']

/**
 * A task as a request for images. `input` holds what else `/v1/images/generations` takes: `background`,
 * `output_format` and the like. Pictures that go in are not among it.
 * @throws PublicError 400 naming what images have no word for
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
  if (own !== undefined) throw unsupported(`input.${own}`, 'say it beside "input", not in it.')
  const { prompt, count: n, size, quality } = request
  return readImageRequest({ ...request.input, model, prompt, n, size, quality })
}

/** With pictures of no size in the places of those that go in: only to see whether a provider takes them. */
export const withPlaceholders = (image: ImageRequest, { images }: TaskRequest): LoadedImageRequest => ({
  ...image,
  inputs: images.map(() => ({ mediaType: 'image/png', base64: '' })),
  mask: null,
})

/** Providers put words of their own in front of a prompt, and models say some beside an image. */
const UNSEEN_TOKENS = 4_096
const MOST_TOKENS_OF_INPUT = 16 * INPUT_IMAGE_TOKENS

/** The most tokens that images can be: what is set aside where they are sold by tokens. */
export const mostTokensOf = (
  { prompt, count, outputFormat }: ImageRequest,
  { images }: TaskRequest,
): TaskQuantities => ({
  input_tokens: Buffer.byteLength(prompt) + UNSEEN_TOKENS,
  image_input_tokens: images.length * MOST_TOKENS_OF_INPUT,
  output_tokens: UNSEEN_TOKENS,
  reasoning_tokens: UNSEEN_TOKENS,
  image_output_tokens: mostImageTokens({ count, outputFormat }),
})
