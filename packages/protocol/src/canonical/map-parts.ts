import type { Part, Turn } from './request.ts'

/** A turn with each of its parts changed; the input itself if no part changes. */
export const mapParts = (turn: Turn, change: (part: Part) => Part): Turn => {
  const parts = turn.parts.map(change)
  return parts.every((part, place) => part === turn.parts[place]) ? turn : { ...turn, parts }
}
