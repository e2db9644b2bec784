import { exchange } from '@gptget/bus'
import { storeResponse } from '@gptget/contracts'
import type { ResponseStorage } from '@gptget/contracts'
import { createSseReader, spliceBytes, spliceNested } from '@gptget/protocol'
import type { Frame } from '@gptget/protocol'
import { forThread, LARGE_BODY_BYTES, workOn } from '@gptget/threads'
import type { RouterContext } from '../../context.ts'
import { printFor } from '../relay/write-answer.ts'
import { turnOf } from '../generation/generation.ts'
import type { Generation } from '../generation/generation.ts'
import { writeStored } from '../../bodies/write-stored.ts'

/** A caller waits no longer than this until the answer is stored. */
const KEEP_TIMEOUT_MS = 3_000
const KEEP_LARGE_TIMEOUT_MS = 20_000

/**
 * Stores a finished response if the caller requested it, before its end is sent, so that it can be continued at once.
 * Resolves with its last bytes. If it could not be stored, they say so (`store: false`), since the answer is paid for.
 */
export const storeAnswer = async (
  context: RouterContext,
  generation: Generation,
  bytes: Uint8Array,
): Promise<Uint8Array> => {
  const { storage } = generation.stream.head
  if (storage === null) return bytes
  const last = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  try {
    await keep(context, generation, storage, last)
    return bytes
  } catch (error) {
    const { generationId } = generation.stream.head
    context.logger.error({ err: error, generationId }, 'a response could not be kept')
    return withoutStore(generation, last)
  }
}

const keep = async (
  { bus, threads }: RouterContext,
  generation: Generation,
  storage: ResponseStorage,
  last: Buffer,
): Promise<void> => {
  const { generationId: responseId, accountId, isStream } = generation.stream.head
  const end = { last, isStream, historyItemCount: storage.historyItemCount }
  const isLarge = generation.body.byteLength + last.byteLength > LARGE_BODY_BYTES
  const body = isLarge ? forThread(generation.body) : generation.body
  const { stored } = await workOn(threads, { writeStored }, body, end, turnOf(generation))
  const timeoutMs = isLarge ? KEEP_LARGE_TIMEOUT_MS : KEEP_TIMEOUT_MS
  await exchange(bus, storeResponse, { accountId, responseId, storage }, stored, timeoutMs)
}

const framesOf = (last: Buffer): Frame[] => createSseReader().push(last.toString())

const NOT_STORED = { store: 'false' }

const withoutStore = (generation: Generation, last: Buffer): Uint8Array => {
  if (!generation.stream.head.isStream) return spliceBytes(last, NOT_STORED)
  const frames = framesOf(last).map((frame) => ({
    ...frame,
    data: frame.data.startsWith('{') ? spliceNested(frame.data, ['response'], NOT_STORED) : frame.data,
  }))
  // They replace the printed ones, with the same numbers.
  generation.eventCount -= frames.length
  return printFor(generation, frames, true)
}
