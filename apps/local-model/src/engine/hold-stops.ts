export type StopFilter = {
  /** Adds text. Returns the text that may be sent now, and whether a stop sequence ended the answer. */
  push(text: string): { text: string; isStopped: boolean }
  /** Returns the held text after the last piece: it was not a stop sequence. */
  flush(): string
}

/**
 * Removes stop sequences from a stream, also those split over tokens: text that may be the start of one is held back
 * until the next text arrives.
 */
export const holdStops = (stops: readonly string[]): StopFilter => {
  let held = ''
  return {
    push: (text) => {
      const all = held + text
      const stopIndex = firstIndexOf(all, stops)
      if (stopIndex >= 0) {
        held = ''
        return { text: all.slice(0, stopIndex), isStopped: true }
      }
      const shownLength = all.length - undecidedLength(all, stops)
      held = all.slice(shownLength)
      return { text: all.slice(0, shownLength), isStopped: false }
    },
    flush: () => {
      const rest = held
      held = ''
      return rest
    },
  }
}

const firstIndexOf = (text: string, stops: readonly string[]): number => {
  const found = stops.map((stop) => text.indexOf(stop)).filter((index) => index >= 0)
  return found.length > 0 ? Math.min(...found) : -1
}

/** The length of the longest suffix of `text` that is a prefix of a stop sequence. */
const undecidedLength = (text: string, stops: readonly string[]): number =>
  Math.max(0, ...stops.map((stop) => overlapLength(text, stop)))

const overlapLength = (text: string, stop: string): number => {
  for (let length = Math.min(text.length, stop.length - 1); length > 0; length--) {
    if (text.endsWith(stop.slice(0, length))) return length
  }
  return 0
}
