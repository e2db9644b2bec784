import { imageWireOf, readImageRequest, refuseLosses } from '@gptget/protocol'
import type { ImageData, ImageRequest, ImageSource } from '@gptget/protocol'
import type { Answering, Prepared, ReadHead, Serving } from './prepared.ts'
import { writeForm } from './write-form.ts'

export const readImages = (sent: Buffer, { model }: Pick<ReadHead, 'model'>): ImageRequest =>
  readImageRequest({ ...(JSON.parse(sent.toString()) as object), model })

/** Images to generate, for a provider; input images are in the body by now. */
export const prepareImages = (
  sent: Buffer,
  head: ReadHead,
  { dialect, target }: Serving,
): Prepared<Extract<Answering, { type: 'pictured' }>> => {
  const request = readImages(sent, head)
  const wire = imageWireOf(dialect, target.quirks)
  const inputs = request.inputs.map(dataOf)
  const mask = request.mask && dataOf(request.mask)
  const isStream = request.isStream && wire.hasStream
  const { body, ...asked } = wire.writeRequest({ ...request, inputs, mask, isStream }, target.model)
  if (head.isStrict) refuseLosses(asked.losses)
  const written = body.type === 'form' ? writeForm(body) : { body: Buffer.from(JSON.stringify(body.value)) }
  const isEdit = inputs.length > 0
  return {
    ...written,
    ...asked,
    answering: {
      type: 'pictured',
      request: { ...request, inputs: [], mask: null },
      isEdit,
      inputCount: inputs.length,
    },
  }
}

const dataOf = (source: ImageSource): ImageData => {
  if (source.type === 'data') return source
  throw new Error('a picture was not fetched')
}

/** The locations of a body's images that are elsewhere, in the order of `pictureSources`. */
export const findPictures = (sent: Buffer, head: Pick<ReadHead, 'model'>): PictureSource[] => {
  const { inputs, mask } = readImages(sent, head)
  return [...inputs, ...(mask ? [mask] : [])].map((source) => (source.type === 'data' ? null : source))
}

/** null: it is in the body. */
export type PictureSource = Exclude<ImageSource, { type: 'data' }> | null

/** The same body with images in place of their URLs; null if it already has one. */
export const withPictures = (
  sent: Buffer,
  head: Pick<ReadHead, 'model'>,
  pictures: readonly (string | null)[],
): Buffer => {
  const body = JSON.parse(sent.toString()) as Record<string, unknown>
  const { inputs, mask } = readImages(sent, head)
  const urls = [...inputs, ...(mask ? [mask] : [])].map((source, index) => pictures[index] ?? urlOf(source))
  return Buffer.from(
    JSON.stringify({
      ...body,
      image: undefined,
      images: inputs.length > 0 ? urls.slice(0, inputs.length) : undefined,
      mask: mask ? urls.at(-1) : undefined,
    }),
  )
}

const urlOf = (source: ImageSource): string =>
  source.type === 'data' ? `data:${source.mediaType};base64,${source.base64}` : ''
