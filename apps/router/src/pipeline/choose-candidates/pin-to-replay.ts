import type { Dialect } from '@gptget/contracts'
import type { Route } from '../../catalog/catalog.ts'
import { exclude } from '../generation/asked.ts'
import type { Asked, Exclusion } from '../generation/asked.ts'

/**
 * A history with signed reasoning is understood only where it was signed: such a request stays with providers of that
 * kind, unless none of them is there.
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
