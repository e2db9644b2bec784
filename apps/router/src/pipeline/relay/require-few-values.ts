import { AnswerTooLargeError } from '@gptget/providers'
import { LARGE_BODY_BYTES } from '@gptget/threads'

/** A long answer with many tool calls has some thousand. Half a million take some 50 ms to parse. */
const MAX_VALUES = 500_000

/** Each value of JSON but the first comes after one of these. In base64, which large answers consist of, is none. */
const MARKS = [',', '[', '{']

/**
 * For JSON that this thread parses: millions of values would make every other answer of the process wait for seconds.
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
