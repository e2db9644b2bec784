import type { Segment, Word } from './transcription.ts'

/** A word, and its speaker if known. */
export type SpokenWord = Word & { speaker?: string }

/** The maximum length of a subtitle. */
const MAX_SECONDS = 15

/** Words as segments: one for each sentence of one speaker. */
export const segmentsOfWords = (words: readonly SpokenWord[]): Segment[] => {
  const segments: Segment[] = []
  let isOpen = false
  for (const word of words) {
    const last = segments.at(-1)
    if (last !== undefined && isOpen && last.speaker === word.speaker && isNear(last, word)) {
      last.text += ` ${word.text}`
      last.endSeconds = word.endSeconds
    } else {
      segments.push({ ...word })
    }
    isOpen = !/[.?!。？！]["'”’)]*$/.test(word.text)
  }
  return segments
}

const isNear = ({ startSeconds }: Segment, word: Word): boolean =>
  word.endSeconds - startSeconds <= MAX_SECONDS

/** `A` for the first speaker, as in OpenAI's `diarized_json`. */
export const namesOfSpeakers = (): ((id: unknown) => string) => {
  const known = new Map<unknown, string>()
  return (id) => {
    if (!known.has(id)) known.set(id, letterOf(known.size))
    return known.get(id)!
  }
}

const letterOf = (place: number): string =>
  place < 26
    ? String.fromCodePoint(65 + place)
    : `${letterOf(Math.floor(place / 26) - 1)}${letterOf(place % 26)}`
