/**
 * How many letters must be added, removed, replaced or swapped with their neighbor to turn one word into another; null
 * above `most`. Costs the product of `most` and a word's length, not of both lengths.
 */
export const distanceWithin = (from: string, to: string, most: number): number | null => {
  if (Math.abs(from.length - to.length) > most) return null
  const width = to.length + 1
  // The row before the previous, the previous and the current one, in turn.
  const rows = [0, 1, 2].map(() => new Uint16Array(width).fill(most + 1)) as [
    Uint16Array,
    Uint16Array,
    Uint16Array,
  ]
  let [before, previous, current] = rows
  for (let column = 0; column < width; column++) previous[column] = column
  for (let row = 1; row <= from.length; row++) {
    const first = Math.max(1, row - most)
    const last = Math.min(to.length, row + most)
    current.fill(most + 1)
    current[0] = row
    let least = current[0]
    for (let column = first; column <= last; column++) {
      const replaced = previous[column - 1]! + (from[row - 1] === to[column - 1] ? 0 : 1)
      let cost = Math.min(previous[column]! + 1, current[column - 1]! + 1, replaced)
      const isSwapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      if (isSwapped && column > 1 && row > 1) cost = Math.min(cost, before[column - 2]! + 1)
      current[column] = cost
      if (cost < least) least = cost
    }
    if (least > most) return null
    ;[before, previous, current] = [previous, current, before]
  }
  const distance = previous[to.length]!
  return distance <= most ? distance : null
}

const FIRST = 32
const KINDS = 64

/** How often each letter occurs in a word. */
export const countLetters = (word: string): Uint8Array => {
  const counts = new Uint8Array(KINDS)
  for (let index = 0; index < word.length; index++)
    counts[(word.charCodeAt(index) - FIRST) & (KINDS - 1)]! += 1
  return counts
}

/** The smallest possible distance of two words with such letters: much cheaper than the distance itself. */
export const leastDistance = (from: Uint8Array, to: Uint8Array): number => {
  let surplus = 0
  let deficit = 0
  for (let kind = 0; kind < KINDS; kind++) {
    const difference = from[kind]! - to[kind]!
    if (difference > 0) surplus += difference
    else deficit -= difference
  }
  return Math.max(surplus, deficit)
}
