import { BusError, openAnswer } from '@gptget/bus'
import type { Bus } from '@gptget/bus'
import { contentPathOf, fetchForeign, readFile, requireRoom, storeFile } from '@gptget/contracts'
import type { GenerationHead, ServedMediaKind } from '@gptget/contracts'
import { isErrorCode, PublicError } from '@gptget/errors'
import { sendDirectly } from '@gptget/http'
import type { RouterContext } from '../../context.ts'
import type { Generation } from './generation.ts'
import { gather, MediaShare } from './media-share.ts'

/** A file in memory. */
export type LoadedFile = { contentType: string; bytes: Buffer }

/** Stores and reads files for a generation's caller, and fetches URLs. */
export type MediaAccess = {
  /** @throws PublicError `storage_quota_exceeded` if the account's storage is full */
  requireRoom(): Promise<void>
  /** Stores a file of the answer. Resolves with its URL once it is durable. */
  store(
    kind: ServedMediaKind,
    index: number,
    file: { bytes: AsyncIterable<Uint8Array>; declaredType: string | null },
  ): Promise<string>
  /** The content of a foreign URL. @throws PublicError if it is not allowed or does not answer */
  fetch(url: string, purpose: 'input' | 'output', maxBytes: number): Promise<LoadedFile>
}

/** The same, with a limited share of the memory, for media that a caller refers to. */
export type MediaLoading = MediaAccess & {
  /** A stored file. @throws PublicError `not_found` */
  read(mediaId: string, index: number, maxBytes: number): Promise<LoadedFile>
}

type Head = Pick<GenerationHead, 'accountId' | 'generationId' | 'publicUrl'>

/** How a generation reaches media-proxy. */
export const createMediaAccess = (
  bus: Bus,
  { accountId, generationId, publicUrl = 'http://localhost' }: Head,
): MediaAccess => ({
  requireRoom: () => asPublic(async () => void (await bus.call(requireRoom, { accountId }))),
  store: async (kind, index, { bytes, declaredType }) => {
    const name = { accountId, mediaId: generationId, index, variant: '' }
    await sendDirectly(bus, storeFile, { ...name, kind, declaredType }, bytes)
    return publicUrl + contentPathOf(kind, generationId, index)
  },
  fetch: fetchInto(bus, null),
})

/** Loads media for a generation, whose memory is reserved until it ends. */
export const loadMediaFor = (context: RouterContext, generation: Generation): MediaLoading => {
  const { mediaBytes } = context
  const { bus, stream, leaveRoom } = generation
  const share = new MediaShare(mediaBytes, stream.head.accountId)
  generation.leaveRoom = () => {
    leaveRoom()
    share.release()
  }
  const { accountId } = stream.head
  return {
    ...createMediaLoading(bus, stream.head, share),
    requireRoom: async () => {
      if (context.knownRooms.isAmple(accountId, context.now())) return
      const { bytesLeft } = await asPublic(() => bus.call(requireRoom, { accountId }))
      context.knownRooms.note(accountId, bytesLeft, context.now())
    },
  }
}

/** The same as `createMediaAccess`, with memory from the share. */
export const createMediaLoading = (bus: Bus, head: Head, share: MediaShare): MediaLoading => ({
  ...createMediaAccess(bus, head),
  read: (mediaId, index, maxBytes) =>
    asPublic(async () => {
      const { head: file, chunks } = await openAnswer(bus, readFile, {
        accountId: head.accountId,
        mediaId,
        index,
        variant: '',
      })
      if (file.byteLength > maxBytes) throw tooLarge(maxBytes)
      return { contentType: file.contentType, bytes: await gather(chunks, share) }
    }),
  fetch: fetchInto(bus, share),
})

const fetchInto =
  (bus: Bus, share: MediaShare | null): MediaAccess['fetch'] =>
  (url, purpose, maxBytes) =>
    asPublic(async () => {
      const asked = {
        url,
        method: 'GET' as const,
        headers: {},
        purpose,
        maxBytes,
        timeoutMs: FETCH_TIMEOUT_MS,
      }
      const { head: answer, chunks } = await openAnswer(bus, fetchForeign, asked)
      const bytes = await gather(chunks, share)
      if (answer.status >= 300)
        throw new PublicError('invalid_request', `The address answered with the status ${answer.status}.`, {
          param: 'url',
        })
      return { contentType: answer.contentType?.split(';')[0] ?? 'application/octet-stream', bytes }
    })

/** The caller sees media-proxy's refusals; if it is down, that is our failure. */
const asPublic = async <Result>(ask: () => Promise<Result>): Promise<Result> => {
  try {
    return await ask()
  } catch (error) {
    if (!(error instanceof BusError)) throw error
    if (isErrorCode(error.code) && error.code !== 'internal' && error.code !== 'timeout')
      throw new PublicError(error.code, error.message, error.details, error)
    throw new PublicError(
      'service_unavailable',
      'Media cannot be stored or read right now. Retry.',
      { retryAfterMs: 1_000 },
      error,
    )
  }
}

const FETCH_TIMEOUT_MS = 60_000

const tooLarge = (maxBytes: number): PublicError =>
  new PublicError('request_too_large', `The file is larger than ${maxBytes} bytes.`, {
    metadata: { max_bytes: maxBytes },
  })
