const MARK = Buffer.from('id: ')
const NEWLINE = 0x0a

/**
 * The id of the last event in printed server-sent events, 0 without one. Data contains no line breaks, so every line
 * that starts like this is an id.
 */
export const lastEventId = (bytes: Uint8Array): number => {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = buffer.lastIndexOf(MARK)
  while (at > 0 && buffer[at - 1] !== NEWLINE) at = buffer.lastIndexOf(MARK, at - 1)
  return at === -1 ? 0 : Number.parseInt(buffer.toString('latin1', at + MARK.byteLength, at + 24), 10)
}
