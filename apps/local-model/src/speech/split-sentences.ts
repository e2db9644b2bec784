/** Longer pieces would delay the first sound. */
const MAX_PIECE_CHARACTERS = 300

const sentences = new Intl.Segmenter('en', { granularity: 'sentence' })
const words = new Intl.Segmenter('en', { granularity: 'word' })

/** Splits a text into pieces to speak one after another: its sentences, and parts of long sentences. */
export const splitSentences = (text: string): string[] =>
  [...sentences.segment(text)]
    .flatMap(({ segment }) => (segment.length > MAX_PIECE_CHARACTERS ? splitWords(segment) : [segment]))
    .map((piece) => piece.trim())
    .filter((piece) => piece !== '')

const splitWords = (sentence: string): string[] => {
  const pieces = ['']
  for (const { segment } of words.segment(sentence)) {
    const last = pieces.at(-1)!
    if (last.length + segment.length > MAX_PIECE_CHARACTERS) pieces.push(segment)
    else pieces[pieces.length - 1] = last + segment
  }
  return pieces
}
