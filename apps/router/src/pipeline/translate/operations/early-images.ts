import { decodeBase64 } from '../../../bodies/decode-base64.ts'
import type { LiftedText } from '../../../bodies/lifted-texts.ts'
import type { MediaAccess } from '../../generation/media-access.ts'

type Early = { index: number; mayEnd: PromiseWithResolvers<void>; stored: Promise<string> }

/**
 * Stores images while they arrive: each long text is sent to the store as the next image of the answer, but its end
 * only once the answer is read and has this image in this place. Nothing stays of any other.
 */
export class EarlyImages {
  readonly #media: Pick<MediaAccess, 'store'>
  readonly #mostImages: number
  readonly #begun = new Map<LiftedText, Early>()

  constructor(media: Pick<MediaAccess, 'store'>, mostImages: number) {
    this.#media = media
    this.#mostImages = mostImages
  }

  begin(text: LiftedText): void {
    const index = this.#begun.size
    if (index >= this.#mostImages) return
    const mayEnd = Promise.withResolvers<void>()
    const bytes = async function* (): AsyncGenerator<Uint8Array> {
      yield* decodeBase64(text.read())
      await mayEnd.promise
    }
    const stored = this.#media.store('image', index, { bytes: bytes(), declaredType: null })
    // It may never be asked for.
    stored.catch(() => undefined)
    mayEnd.promise.catch(() => undefined)
    this.#begun.set(text, { index, mayEnd, stored })
  }

  /** The URL of an image, once it is durable; null if it was not begun in this place. @throws as `MediaAccess.store` */
  finish(text: LiftedText, index: number): Promise<string> | null {
    const early = this.#begun.get(text)
    if (early?.index !== index) return null
    early.mayEnd.resolve()
    return early.stored
  }

  /** Ends all others. */
  drop(): void {
    for (const { mayEnd } of this.#begun.values()) mayEnd.reject(new Error('this is no image of the answer'))
    this.#begun.clear()
  }
}
