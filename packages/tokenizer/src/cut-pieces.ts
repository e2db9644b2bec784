/** Every tokenizer is quadratic in the length of one word: 80 KB without a space take five seconds. */
export const PIECE_CHARACTERS = 1_000

/**
 * A text in pieces short enough to be counted quickly. They are cut before a space, where tokenizers begin a new token
 * anyway; only a longer run without a space is cut inside, which may count one token too many.
 */
export function* cutPieces(text: string): Generator<string> {
  let start = 0
  while (text.length - start > PIECE_CHARACTERS) {
    const end = pieceEnd(text, start)
    yield text.slice(start, end)
    start = end
  }
  if (start < text.length) yield text.slice(start)
}

const pieceEnd = (text: string, start: number): number => {
  const most = start + PIECE_CHARACTERS
  const space = text.lastIndexOf(' ', most)
  // Before the first of several spaces: they are one token.
  let end = space
  while (end > start && text[end - 1] === ' ') end -= 1
  if (end > start) return end
  // Never between the halves of one character.
  return isLowSurrogate(text.charCodeAt(most)) ? most - 1 : most
}

const isLowSurrogate = (code: number): boolean => code >= 0xdc_00 && code <= 0xdf_ff
