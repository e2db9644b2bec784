import { AnswerTooLargeError } from '@gptget/providers'
import { LARGE_BODY_BYTES } from '@gptget/threads'

/** A long answer with many tool calls has a few thousand. Parsing half a million takes about 50 ms. */
const MAX_VALUES = 500_000

/** Every JSON value except the first follows one of these. Base64, the bulk of large answers, contains none. */
const MARKS = [',', '[', '{']

/**
 * For JSON that this thread parses: millions of values would block every other answer of the process for seconds.
 * @throws AnswerTooLargeError
 */
export const requireFewValues = (json: Buffer): void => {
  if (json.byteLength <= LARGE_BODY_BYTES) return
  if (MARKS.some((mark) => occursMoreThan(json, mark, MAX_VALUES)))
    throw new AnswerTooLargeError(`has more than ${MAX_VALUES} values`)
}

const occursMoreThan = (json: Buffer, mark: string, times: number): boolean => {
  const byte = mark.charCodeAt(0)
  let at = -1
  for (let count = 0; count <= times; count++) {
    at = json.indexOf(byte, at + 1)
    if (at === -1) return false
  }
  return true
}
