import { PublicError } from '@gptget/errors'
import { MAX_JSON_DEPTH } from '@gptget/protocol'
import { isUtf8 } from 'node:buffer'
import { tooDeep } from './json-scanner.ts'
import { countMembers, findRepeated, shapeOf } from './repeated-members.ts'

/**
 * Parses a JSON body. A field that occurs twice in an object is refused: some readers use the first and some the last,
 * so a provider might act on a different one than we do.
 * @throws PublicError 400 with the position of the syntax error, or the name of the field
 */
export const parseJsonBody = (body: Buffer): unknown => {
  if (body.byteLength === 0)
    throw new PublicError('invalid_request', 'The request body is empty; a JSON object is expected.')
  if (!isUtf8(body)) throw new PublicError('invalid_request', 'The request body is not valid UTF-8.')
  const text = body.toString('utf8')
  const value = parseText(text)
  const { levels, members } = shapeOf(value, MAX_JSON_DEPTH)
  if (levels > MAX_JSON_DEPTH) throw tooDeep()
  // A parsed object has each name once: if the text has more members, some name repeats.
  if (countMembers(text) !== members) throw repeated(findRepeated(text))
  return value
}

/** Callers choose the names of fields, which may be long. */
const MAX_PATH_LENGTH = 200

const repeated = (path: string | null): PublicError => {
  const param = (path ?? '').slice(0, MAX_PATH_LENGTH)
  return new PublicError('invalid_request', `${param}: this field occurs twice. Send it once.`, { param })
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
