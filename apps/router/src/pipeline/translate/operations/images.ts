import { PublicError } from '@gptget/errors'
import type { Counted } from '@gptget/money'
import {
  imageAttributesOf,
  imageWireOf,
  UPSTREAM_FACING,
  writeDataUrl,
  writeImageAnswer,
  writeImageEvents,
} from '@gptget/protocol'
import type { ImageResult } from '@gptget/protocol'
import { hasOperation, operationUrl } from '@gptget/providers'
import { bodyOf, bytesOf, workOn } from '@gptget/threads'
import { targetOf } from '../../../bodies/read-chat.ts'
import { findPictures, withPictures } from '../../../bodies/prepare-images.ts'
import type { PictureSource } from '../../../bodies/prepare-images.ts'
import type { Answering } from '../../../bodies/prepared.ts'
import type { Route } from '../../../catalog/catalog.ts'
import type { RouterContext } from '../../../context.ts'
import { namesOf, readHeadOf, turnOf } from '../../generation/generation.ts'
import type { Generation } from '../../generation/generation.ts'
import { createMediaAccess, loadMediaFor } from '../../generation/media-access.ts'
import type { MediaLoading } from '../../generation/media-access.ts'
import type { Operation, WholeAnswer } from '../../generation/operation.ts'
import { relayImages } from './image-stream.ts'
import { countedOf, usageOf } from './image-usage.ts'
import { EarlyImages } from './early-images.ts'
import { giveImages } from './keep-images.ts'
import type { Lifted } from './keep-images.ts'

export type Pictured = Extract<Answering, { type: 'pictured' }>

/** Generated and edited images. They are stored before the caller gets their URLs. */
export const images: Operation<Pictured> = {
  name: 'images',
  isOptional: true,
  isServedIn: (dialect) => hasOperation(dialect, 'images'),
  resolve: async (context, generation) => {
    const media = loadMediaFor(context, generation)
    // Checked before anything costs money: an answer that cannot be stored is useless.
    await media.requireRoom()
    const head = readHeadOf(generation)
    const sources = await findSources(context, generation)
    if (sources.every((source) => source === null)) return
    const pictures = await loadAll(media, sources)
    generation.body = bodyOf(withPictures(bytesOf(generation.body), head, pictures))
  },
  open: (generation, route, { losses, path, answering }) => {
    const { provider, upstreamModel: model } = route
    const wire = imageWireOf(provider.dialect, targetOf(generation.catalog, route).quirks)
    const early = storeEarly(generation, answering)
    return {
      url: operationUrl(provider, answering.isEdit ? 'imageEdits' : 'images', { model, path }),
      losses,
      readError: UPSTREAM_FACING[provider.dialect].readError,
      ...(wire.next ? { next: wire.next, accepted: acceptedOf(answering) } : {}),
      readWhole: (body) => answerOf(generation, route, answering, wire.readResult(body)),
      readLifted: (body, lifted) =>
        answerOf(generation, route, answering, wire.readResult(body), { texts: lifted, early }),
      onLifted: (text) => early?.begin(text),
      stream: answering.request.isStream && wire.hasStream ? relayImages(generation, route, answering) : null,
    }
  },
}

/** Stores the images of one answer while they arrive, if their caller wants URLs. */
const storeEarly = (generation: Generation, { request }: Pictured): EarlyImages | null => {
  if (request.responseFormat !== 'url') return null
  const early = new EarlyImages(createMediaAccess(generation.bus, generation.stream.head), request.count)
  const { atEnd } = generation
  generation.atEnd = () => {
    atEnd()
    early.drop()
  }
  return early
}

/** Work that a provider accepted, even if its caller does not wait. */
const acceptedOf = ({ request }: Pictured): Counted => ({
  quantities: { images: request.count },
  attributes: imageAttributesOf(request),
})

const findSources = ({ threads }: RouterContext, generation: Generation): Promise<PictureSource[]> => {
  const { body } = generation
  return workOn(threads, { findPictures }, body, readHeadOf(generation), turnOf(generation))
}

/** All images of a request together; each grows by half on its way. */
const MAX_INPUT_BYTES = 64 * 1024 * 1024

/** Data URLs, null for those in the body. One after the other, so that too much data is refused before it is loaded. */
const loadAll = async (
  media: MediaLoading,
  sources: readonly PictureSource[],
): Promise<(string | null)[]> => {
  const loaded: (string | null)[] = []
  let left = MAX_INPUT_BYTES
  for (const source of sources) {
    const picture = source && (await load(media, source, left))
    left -= picture?.bytes.byteLength ?? 0
    if (left < 0) throw tooLarge()
    loaded.push(picture && writeDataUrl(picture.contentType, picture.bytes.toString('base64')))
  }
  return loaded
}

const load = (media: MediaLoading, source: NonNullable<PictureSource>, maxBytes: number) =>
  source.type === 'media'
    ? media.read(source.mediaId, source.index, maxBytes)
    : media.fetch(source.url, 'input', maxBytes)

const tooLarge = (): PublicError =>
  new PublicError('request_too_large', 'The images of the request are larger than 64 MiB together.', {
    metadata: { max_bytes: MAX_INPUT_BYTES },
  })

const answerOf = (
  generation: Generation,
  route: Route,
  answering: Pictured,
  result: ImageResult,
  lifted: Lifted | null = null,
): WholeAnswer => {
  // Callers never pay for more than they requested.
  const made = result.images.slice(0, answering.request.count)
  const { request, isEdit } = answering
  return {
    usage: usageOf(answering, result),
    ...(result.finish ? { finish: result.finish } : {}),
    texts: [],
    counted: countedOf(request, { ...result, images: made }),
    // One that must be fetched may be missing; one that cannot be stored is returned itself.
    isCertain: made.every((image) => 'base64' in image),
    print: async (closing) => {
      const given = await giveImages(generation, request, made, { lifted })
      return JSON.stringify(writeImageAnswer(given, result, namesOf(generation, route), closing))
    },
    printEvents: async (closing) => {
      const given = await giveImages(generation, request, made, { lifted, areBoth: true })
      return writeImageEvents(given, result, isEdit, namesOf(generation, route), closing)
    },
  }
}
