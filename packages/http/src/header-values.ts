/** Longer values are cut: proxies and clients refuse heads that are too large. */
export const MAX_HEADER_VALUE_LENGTH = 2_000

const CUT_MARK = '...'

/** What a header's value may hold everywhere (RFC 9110): visible ASCII and spaces. */
const UNSAFE = /[^ -~]/
const UNSAFE_PIECES = /[^ -~]+/g

/**
 * Any text as the value of a header: what no header can hold is percent-encoded as UTF-8, what is too long is cut.
 * Callers decide what is in some of them, and Node throws at a line break.
 */
export const toHeaderValue = (text: string): string => {
  const short = text.length > MAX_HEADER_VALUE_LENGTH ? text.slice(0, MAX_HEADER_VALUE_LENGTH) : text
  const safe = UNSAFE.test(short) ? short.replace(UNSAFE_PIECES, encodePiece) : short
  if (safe.length <= MAX_HEADER_VALUE_LENGTH && short === text) return safe
  return safe.slice(0, MAX_HEADER_VALUE_LENGTH - CUT_MARK.length) + CUT_MARK
}

const encodePiece = (piece: string): string => encodeURIComponent(piece.toWellFormed())

/** The same headers, each of which can be written. */
export const toWritableHeaders = (headers: Readonly<Record<string, string>>): Record<string, string> => {
  const writable: Record<string, string> = {}
  for (const name in headers) writable[name] = toHeaderValue(headers[name]!)
  return writable
}
