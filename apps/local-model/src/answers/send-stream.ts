import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { toPublicError } from '@gptget/errors'
import { printSse } from '@gptget/protocol'
import type { Context } from '../context.ts'
import { logFailure, printError } from './answer-error.ts'

/** An object as an event of a stream. */
export const printEvent = (event: object): string => printSse([{ data: JSON.stringify(event) }])

type StreamOptions = { contentType: string; context: Context; isSse: boolean }

/**
 * Sends what is made as it is made. A failure before the first byte has a status of its own; after it, events end with
 * an error event, and other bytes with a broken connection: half an answer must not look like a whole one.
 * @throws what failed before the first byte
 */
export const sendStream = async (
  outgoing: ServerResponse,
  parts: AsyncIterable<Uint8Array | string>,
  { contentType, context, isSse }: StreamOptions,
): Promise<void> => {
  const iterator = parts[Symbol.asyncIterator]()
  const first = await iterator.next()
  outgoing.writeHead(200, { 'content-type': contentType, 'cache-control': 'no-cache' })
  const rest = async function* (): AsyncGenerator<Uint8Array | string> {
    if (first.done !== true) yield first.value
    try {
      yield* { [Symbol.asyncIterator]: () => iterator }
    } catch (error) {
      const failure = toPublicError(error)
      logFailure(failure, context.logger)
      if (!isSse) throw error
      yield printEvent(printError(failure))
    }
  }
  // A caller who left, or a connection that was broken for the reason above, cannot be answered.
  await pipeline(Readable.from(rest(), { objectMode: false }), outgoing).catch(() => {})
}
