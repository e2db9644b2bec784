import { exchange, keepResponse } from '@gptget/bus'
import type { KeptResponse, ResponseKeeping } from '@gptget/bus'
import { createSseReader, inputItems, lastResponseIn, spliceBytes, spliceNested } from '@gptget/protocol'
import type { Frame } from '@gptget/protocol'
import type { RouterContext } from '../context.ts'
import { printFor } from './run.ts'
import type { Run } from './run.ts'

/** A caller does not wait longer than this for the answer to be kept. */
const KEEP_TIMEOUT_MS = 3_000

/**
 * Has a finished response kept where the caller asked for it, before its end is told, so that it can be followed on
 * at once. Resolves its last bytes: where it could not be kept they say so (`store: false`), since it is paid for.
 */
export const keepAnswer = async (
  context: RouterContext,
  run: Run,
  bytes: Uint8Array,
): Promise<Uint8Array> => {
  const { keeping } = run.stream.head
  if (keeping === null) return bytes
  const last = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  try {
    await keep(context, run, keeping, last)
    return bytes
  } catch (error) {
    const { generationId } = run.stream.head
    context.logger.error({ err: error, generationId }, 'a response could not be kept')
    return withoutStore(run, last)
  }
}

const keep = async (
  { bus }: RouterContext,
  run: Run,
  keeping: ResponseKeeping,
  last: Buffer,
): Promise<void> => {
  const { generationId: responseId, accountId } = run.stream.head
  const { input } = JSON.parse(run.body.toString()) as { input?: unknown }
  const kept: KeptResponse = {
    input: inputItems(input).slice(keeping.historyItemCount),
    response: lastResponseIn(last.toString(), run.stream.head.isStream),
  }
  const body = Buffer.from(JSON.stringify(kept))
  await exchange(bus, keepResponse, { accountId, responseId, keeping }, body, KEEP_TIMEOUT_MS)
}

const framesOf = (last: Buffer): Frame[] => createSseReader().push(last.toString())

const NOT_STORED = { store: 'false' }

const withoutStore = (run: Run, last: Buffer): Uint8Array => {
  if (!run.stream.head.isStream) return spliceBytes(last, NOT_STORED)
  const frames = framesOf(last).map((frame) => ({
    ...frame,
    data: frame.data.startsWith('{') ? spliceNested(frame.data, ['response'], NOT_STORED) : frame.data,
  }))
  // They take the place of those that were printed, and their numbers.
  run.eventCount -= frames.length
  return printFor(run, frames, true)
}
