const MOST = 3

/** The words that `word` is probably a misspelling of, likeliest first. Names without a provider work too: `gpt-4o`. */
export const findSimilar = (word: string, known: readonly string[]): string[] => {
  const wanted = word.toLowerCase()
  const furthest = Math.max(1, Math.floor(nameOf(wanted).length / 4))
  return known
    .map((candidate) => ({ candidate, distance: distanceOf(wanted, candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= furthest)
    .toSorted((one, other) => one.distance - other.distance)
    .slice(0, MOST)
    .map(({ candidate }) => candidate)
}

const nameOf = (id: string): string => id.slice(id.lastIndexOf('/') + 1)

/** A wrong provider counts little: `nosuch/gpt-4o` means the model. */
const distanceOf = (wanted: string, candidate: string): number =>
  Math.min(editDistance(wanted, candidate), editDistance(nameOf(wanted), nameOf(candidate)) + 0.5)

/** How many letters must be inserted, deleted or replaced: the Levenshtein distance. */
const editDistance = (from: string, to: string): number => {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let line = 1; line <= from.length; line += 1) {
    const next = [line]
    for (let column = 1; column <= to.length; column += 1) {
      const change = row[column - 1]! + (from[line - 1] === to[column - 1] ? 0 : 1)
      next.push(Math.min(change, row[column]! + 1, next[column - 1]! + 1))
    }
    row = next
  }
  return row[to.length]!
}
