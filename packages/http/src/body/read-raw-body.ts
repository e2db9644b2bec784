import { PublicError } from '@gptget/errors'
import type { IncomingMessage } from 'node:http'
import { discardRest } from '@gptget/runtime'

/**
 * The body of a request as it came, byte for byte. The rest of one that is too large is read and discarded, so that the
 * client receives the reason. @throws PublicError `request_too_large`
 */
export const readRawBody = async (request: IncomingMessage, maxBytes: number): Promise<Buffer> => {
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
