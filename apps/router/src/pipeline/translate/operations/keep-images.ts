import type { GivenImage, ImageRequest, MadeImage } from '@gptget/protocol'
import type { Generation } from '../../generation/generation.ts'
import { createMediaAccess } from '../../generation/media-access.ts'
import { decodeBase64 } from '../../../bodies/decode-base64.ts'
import { LiftedText } from '../../../bodies/lifted-texts.ts'
import type { LiftedTexts } from '../../../bodies/lifted-texts.ts'
import type { EarlyImages } from './early-images.ts'
import type { MediaAccess } from '../../generation/media-access.ts'

const MAX_IMAGE_BYTES = 64 * 1024 * 1024

/** The texts of images that were not parsed, and what was begun with them. */
export type Lifted = { texts: LiftedTexts; early: EarlyImages | null }

/**
 * Images as their caller gets them. URLs are ours, and are returned once the images are stored; one that cannot be
 * stored is returned itself, since it is paid for.
 * @param areBoth both the bytes and the URL, as streams end
 */
export const giveImages = (
  generation: Generation,
  { responseFormat }: Pick<ImageRequest, 'responseFormat'>,
  images: readonly MadeImage[],
  { areBoth = false, lifted = null }: { areBoth?: boolean; lifted?: Lifted | null } = {},
): Promise<GivenImage[]> => {
  const media = createMediaAccess(generation.bus, generation.stream.head)
  return Promise.all(
    images.map(async (image, index) => {
      const { base64, declaredType } = await bytesOf(media, image, lifted?.texts)
      const begun = base64 instanceof LiftedText ? lifted?.early?.finish(base64, index) : null
      const store = (): Promise<string> =>
        begun ?? media.store('image', index, { bytes: decodePieces(base64), declaredType })
      const url = responseFormat === 'url' ? await orNull(generation, store) : null
      return {
        ...(url === null ? {} : { url }),
        ...(url === null || areBoth ? { base64: base64.toString() } : {}),
        ...(image.revisedPrompt === undefined ? {} : { revisedPrompt: image.revisedPrompt }),
      }
    }),
  )
}

const bytesOf = async (
  media: MediaAccess,
  image: MadeImage,
  lifted?: LiftedTexts,
): Promise<{ base64: string | LiftedText; declaredType: string | null }> => {
  if ('base64' in image)
    return { base64: lifted?.find(image.base64) ?? image.base64, declaredType: image.mediaType ?? null }
  const { bytes, contentType } = await media.fetch(image.url, 'output', MAX_IMAGE_BYTES)
  return { base64: bytes.toString('base64'), declaredType: contentType }
}

/** The URL of an image on our server; null if it could not be stored. */
export const tryStore = (
  generation: Generation,
  media: MediaAccess,
  index: number,
  base64: string,
  declaredType: string | null,
): Promise<string | null> =>
  orNull(generation, () => media.store('image', index, { bytes: decodePieces(base64), declaredType }))

const orNull = async ({ span }: Generation, store: () => Promise<string>): Promise<string | null> => {
  try {
    return await store()
  } catch (error) {
    span.recordException(error as Error)
    return null
  }
}

/** Stores an image, which is fetched if given as a URL. Resolves to our URL. @throws PublicError, BusError */
export const storeMade = async (
  media: MediaAccess,
  kind: 'image' | 'audio',
  index: number,
  made: MadeImage,
): Promise<string> => {
  const { base64, declaredType } = await bytesOf(media, made)
  return media.store(kind, index, { bytes: decodePieces(base64), declaredType })
}

/** Four characters are three bytes, unless there are line breaks. */
const PIECE_CHARACTERS = 4 * 64 * 1024
const BROKEN_LINES = /\s/

/** Read in pieces, so that one is hashed and written elsewhere while the next one is read. */
async function* decodePieces(base64: string | LiftedText): AsyncGenerator<Uint8Array> {
  if (base64 instanceof LiftedText) return yield* decodeBase64(base64.read())
  const size = BROKEN_LINES.test(base64.slice(0, 1_024)) ? base64.length : PIECE_CHARACTERS
  for (let at = 0; at < base64.length; at += size) yield Buffer.from(base64.slice(at, at + size), 'base64')
}
