import type { TaskImage } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import type { ImageData } from '@gptget/protocol'
import type { MediaLoading } from '../../pipeline/generation/media-access.ts'

/** The limit for all images of a task together. */
const MAX_BYTES = 64 * 1024 * 1024

/** The images of a task, stored here or fetched. @throws PublicError if one is not available or too large */
export const loadInputs = async (media: MediaLoading, images: readonly TaskImage[]): Promise<ImageData[]> => {
  const loaded: ImageData[] = []
  let left = MAX_BYTES
  // One after the other, so that too many bytes are refused before they are loaded.
  for (const { source } of images) {
    const { bytes, contentType } = await ('url' in source
      ? media.fetch(source.url, 'input', left)
      : media.read(source.mediaId, source.index, left))
    left -= bytes.byteLength
    if (left < 0) throw tooLarge()
    loaded.push({ mediaType: contentType, base64: bytes.toString('base64') })
  }
  return loaded
}

const tooLarge = (): PublicError =>
  new PublicError('request_too_large', 'The images of the request are larger than 64 MiB together.', {
    metadata: { max_bytes: MAX_BYTES },
  })
