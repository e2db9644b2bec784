import type { Dialect } from '@gptget/contracts'
import { CAPABILITIES } from '@gptget/protocol'
import { AnswerTooLargeError, readWholeBody } from '@gptget/providers'
import type { UpstreamBody } from '@gptget/providers'
import type { Watch } from '../../upstream/watch.ts'
import { requireFewValues } from '../../bodies/require-few-values.ts'

/** Decompressed: two thousand embeddings in base64 have half of it. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024

/** Not `toString`, which would keep a byte order mark. */
const UTF8 = new TextDecoder()

/** A decompressed body. @throws AnswerTooLargeError */
export const readBytes = (body: UpstreamBody, watch: Watch, maxBytes = MAX_ANSWER_BYTES): Promise<Buffer> =>
  readWholeBody(body, maxBytes, (piece) => {
    // Blank lines keep a connection open; they are no progress.
    if (!isBlank(piece)) watch.heard()
  })

/** The same in pieces, as it arrives. @throws AnswerTooLargeError */
export const readPieces = (
  body: UpstreamBody,
  watch: Watch,
  onPiece: (piece: Buffer) => void,
): Promise<void> => {
  let byteLength = 0
  return body.read((piece) => {
    if (!isBlank(piece)) watch.heard()
    byteLength += piece.byteLength
    if (byteLength > MAX_ANSWER_BYTES) throw new AnswerTooLargeError(MAX_ANSWER_BYTES)
    onPiece(piece)
  })
}

/** The same as text. */
export const readText = async (body: UpstreamBody, watch: Watch, maxBytes?: number): Promise<string> =>
  textOf(await readBytes(body, watch, maxBytes))

/** The text of an answer, to be parsed here. @throws AnswerTooLargeError */
export const textOf = (bytes: Buffer): string => {
  requireFewValues(bytes)
  return UTF8.decode(bytes)
}

/** Whether it contains only JSON's white space. */
const isBlank = (piece: Buffer): boolean =>
  piece.every((byte) => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09)

/** The text parsed as JSON, or the text itself if it is not JSON. Its reader distinguishes them. */
export const parseOrText = (text: string, dialect: Dialect): unknown => {
  try {
    return CAPABILITIES[dialect].parsers.answer(text)
  } catch {
    return text
  }
}
