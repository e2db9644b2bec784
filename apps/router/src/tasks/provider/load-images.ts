import { openAnswer } from '@gptget/bus'
import type { Bus } from '@gptget/bus'
import { readFile } from '@gptget/contracts'
import type { TaskImage } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import type { LoadedTaskImage } from '@gptget/protocol'
import { gather, type MediaShare } from '../../pipeline/generation/media-share.ts'

const MAX_BYTES = 20 * 1024 * 1024

/** Reads the stored images of a request; the others keep their URLs. */
export const loadImages = (
  bus: Bus,
  accountId: string,
  images: readonly TaskImage[],
  share: MediaShare,
): Promise<LoadedTaskImage[]> =>
  Promise.all(
    images.map(async ({ role, source }) => {
      if ('url' in source) return { role, url: source.url }
      const { head, chunks } = await openAnswer(bus, readFile, { accountId, variant: '', ...source })
      if (head.byteLength > MAX_BYTES)
        throw new PublicError('request_too_large', `A picture is larger than ${MAX_BYTES} bytes.`)
      const bytes = await gather(chunks, share)
      return { role, base64: bytes.toString('base64'), mediaType: head.contentType }
    }),
  )

/** Stored images before they are read: a wire only says whether it accepts them at their places. */
export const placeholdersOf = (images: readonly TaskImage[]): LoadedTaskImage[] =>
  images.map(({ role, source }) =>
    'url' in source ? { role, url: source.url } : { role, base64: '', mediaType: 'image/png' },
  )
