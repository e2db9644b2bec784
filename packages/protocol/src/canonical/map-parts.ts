import type { Part, Turn } from './request.ts'

/** A turn with each of its parts changed; the turn it got where no part is another one. */
export const mapParts = (turn: Turn, change: (part: Part) => Part): Turn => {
  const parts = turn.parts.map(change)
  return parts.every((part, place) => part === turn.parts[place]) ? turn : { ...turn, parts }
}
