import { PublicError } from '@gptget/errors'
import { isDeeperThan, MAX_JSON_DEPTH } from '@gptget/protocol'
import { isUtf8 } from 'node:buffer'
import { tooDeep } from './json-scanner.ts'

/** Parses a JSON body. @throws PublicError 400 that says where the text stops being JSON that can be worked with. */
export const parseJsonBody = (body: Buffer): unknown => {
  if (body.byteLength === 0)
    throw new PublicError('invalid_request', 'The request body is empty; a JSON object is expected.')
  if (!isUtf8(body)) throw new PublicError('invalid_request', 'The request body is not valid UTF-8.')
  const value = parseText(body.toString('utf8'))
  if (isDeeperThan(MAX_JSON_DEPTH, value)) throw tooDeep()
  return value
}

const parseText = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new PublicError(
      'invalid_request',
      `The request body is not valid JSON: ${(error as Error).message.slice(0, 200)}`,
      {},
      error,
    )
  }
}
