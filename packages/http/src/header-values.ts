/** Longer values are cut: proxies and clients refuse large headers. */
export const MAX_HEADER_VALUE_LENGTH = 2_000

const CUT_MARK = '...'

/** The characters that are safe in a header everywhere (RFC 9110): visible ASCII and spaces. */
const UNSAFE = /[^ -~]/
const UNSAFE_PIECES = /[^ -~]+/g

/**
 * Any text as the value of a header: other characters are percent-encoded as UTF-8, and a long text is cut. Callers
 * decide the content of some headers, and Node throws at a line break.
 */
export const toHeaderValue = (text: string): string => {
  const short = text.length > MAX_HEADER_VALUE_LENGTH ? text.slice(0, MAX_HEADER_VALUE_LENGTH) : text
  const safe = UNSAFE.test(short) ? short.replace(UNSAFE_PIECES, encodePiece) : short
  if (safe.length <= MAX_HEADER_VALUE_LENGTH && short === text) return safe
  return safe.slice(0, MAX_HEADER_VALUE_LENGTH - CUT_MARK.length) + CUT_MARK
}

const encodePiece = (piece: string): string => encodeURIComponent(piece.toWellFormed())

/** The same headers, all of them valid. */
export const toWritableHeaders = (headers: Readonly<Record<string, string>>): Record<string, string> => {
  const writable: Record<string, string> = {}
  for (const name in headers) writable[name] = toHeaderValue(headers[name]!)
  return writable
}
