import type { Entry } from './conversation.ts'

/** Replaces a removed screenshot. */
export const PRUNED = '[An older screenshot was taken out here.]'

/**
 * Removing screenshots loses the provider's cache from there on, so it is done rarely, and for many at once. With these
 * numbers a run of 25 steps sends less than half of the screenshots, and two requests miss the cache.
 */
const KEEP = 3
const PRUNE_AT = 12

const hasShot = (entry: Entry): boolean => {
  switch (entry.type) {
    case 'user':
      return entry.parts.some((part) => part.type === 'shot' && part.shot !== 'pruned')
    case 'results':
      return entry.results.some(({ image }) => image !== null && image !== 'pruned')
    case 'said':
    case 'turn':
      return false
  }
}

const withoutShots = (entry: Entry): Entry => {
  switch (entry.type) {
    case 'user':
      return {
        ...entry,
        parts: entry.parts.map((part) => (part.type === 'shot' ? { type: 'shot', shot: 'pruned' } : part)),
      }
    case 'results':
      return {
        ...entry,
        results: entry.results.map((result) => ({
          ...result,
          image: result.image === null ? null : 'pruned',
        })),
      }
    case 'said':
    case 'turn':
      return entry
  }
}

/** Removes all but the newest screenshots, once there are many. */
export const prune = (
  entries: readonly Entry[],
  { keep, at }: { keep: number; at: number } = { keep: KEEP, at: PRUNE_AT },
): Entry[] => {
  const shown = entries.flatMap((entry, index) => (hasShot(entry) ? [index] : []))
  if (shown.length < at) return [...entries]
  const firstKept = keep === 0 ? entries.length : shown.at(-keep)!
  return entries.map((entry, index) => (index < firstKept ? withoutShots(entry) : entry))
}
