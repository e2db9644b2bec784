import type { Dialect } from '@gptget/contracts'
import type { Route } from '../../catalog/catalog.ts'
import { exclude } from '../generation/asked.ts'
import type { Asked, Exclusion } from '../generation/asked.ts'

/**
 * Only the kind of provider that signed reasoning can read it: such a request stays with these providers, unless none
 * of them is available.
 */
export const pinToReplay = (routes: Route[], asked: Asked): { routes: Route[]; excluded: Exclusion[] } => {
  const unpinned = { routes, excluded: [] }
  if (asked.operation.name !== 'chat' || !hasSeveralDialects(routes)) return unpinned
  const replayed = asked.content.replayed()
  if (replayed === null) return unpinned
  const able = routes.filter(
    ({ provider }) => provider.dialect === replayed.signer || provider.quirks.hasReasoningObject === true,
  )
  if (able.length === 0) return unpinned
  const unable = routes.filter((route) => !able.includes(route))
  return {
    routes: able,
    excluded: unable.map((route) => exclude(route, 'cannot replay the signed reasoning of the conversation')),
  }
}

const hasSeveralDialects = (routes: readonly Route[]): boolean => {
  const first: Dialect | undefined = routes[0]?.provider.dialect
  return routes.some(({ provider }) => provider.dialect !== first)
}
