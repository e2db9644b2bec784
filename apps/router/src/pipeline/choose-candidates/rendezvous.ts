import type { Route } from '../../catalog/catalog.ts'

/**
 * The order of routes for a session: the same in every router without any stored state. When a route disappears or
 * returns, only its own sessions move (weighted rendezvous hashing).
 */
export const orderBySession = (routes: readonly Route[], session: string): Route[] =>
  routes
    .map((route) => ({ route, score: Math.log(hashToUnit(`${session}\n${route.key}`)) / route.weight }))
    .sort((a, b) => b.score - a.score)
    .map(({ route }) => route)

/** FNV-1a with the finish of MurmurHash3, as a number between 0 and 1, both exclusive. */
const hashToUnit = (text: string): number => {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (((hash ^ (hash >>> 16)) >>> 0) + 0.5) / 2 ** 32
}
