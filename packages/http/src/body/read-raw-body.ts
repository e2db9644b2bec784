import { PublicError } from '@gptget/errors'
import type { IncomingMessage } from 'node:http'
import { discardRest } from '@gptget/runtime'
import { slowBody } from './slow-body.ts'

/**
 * The body of a request as it came, byte for byte. The rest of one that is too large is read and discarded, so that the
 * client receives the reason. @throws PublicError `request_too_large`, 400 if it arrives too slowly
 */
export const readRawBody = (request: IncomingMessage, maxBytes: number): Promise<Buffer> =>
  Promise.race([readWhole(request, maxBytes), slowBody(request)])

const readWhole = async (request: IncomingMessage, maxBytes: number): Promise<Buffer> => {
  const pieces: Buffer[] = []
  let byteLength = 0
  // Destroyed, it could not be answered.
  for await (const piece of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    byteLength += piece.byteLength
    if (byteLength > maxBytes) {
      discardRest(request)
      throw new PublicError('request_too_large', `The request body is larger than ${maxBytes} bytes.`, {
        metadata: { max_bytes: maxBytes },
      })
    }
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}
