import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { toPublicError } from '@gptget/errors'
import { printSse } from '@gptget/protocol'
import type { Context } from '../context.ts'
import { logFailure, printError } from './answer-error.ts'

/** Prints an object as a server-sent event. */
export const printEvent = (event: object): string => printSse([{ data: JSON.stringify(event) }])

type StreamOptions = { contentType: string; context: Context; isSse: boolean }

/**
 * Streams a body while it is produced. After a failure, an event stream ends with an error event, and other bodies end
 * by closing the connection, so that the client does not take a partial answer for a complete one.
 * @throws the failure if it happens before the first byte, so that it can have its own status
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
  // The client has disconnected, or the connection was closed as described above. Nothing can be sent.
  await pipeline(Readable.from(rest(), { objectMode: false }), outgoing).catch(() => {})
}
