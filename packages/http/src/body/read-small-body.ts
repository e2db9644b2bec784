import { PublicError } from '@gptget/errors'
import type { IncomingMessage } from 'node:http'
import { discardRest } from './discard-rest.ts'

/** The body of a request byte for byte, as its signature is about it. @throws PublicError `request_too_large` */
export const readSmallBody = async (request: IncomingMessage, maxBytes: number): Promise<Buffer> => {
  const pieces: Buffer[] = []
  let byteLength = 0
  // Destroyed, it could not be answered.
  for await (const piece of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    byteLength += piece.byteLength
    if (byteLength > maxBytes) {
      discardRest(request)
      throw new PublicError('request_too_large', `This body may have ${maxBytes} bytes.`, {
        metadata: { max_bytes: maxBytes },
      })
    }
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}
