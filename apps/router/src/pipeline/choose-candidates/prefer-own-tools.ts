import type { Route } from '../../catalog/catalog.ts'
import type { Asked } from '../generation/asked.ts'

/**
 * Tools run by a provider only exist in their own dialect: its providers are tried first, and others only afterwards,
 * without these tools.
 */
export const preferOwnTools = (routes: Route[], { operation, head, content }: Asked): Route[] => {
  const isOwn = ({ provider }: Route): boolean => provider.dialect === head.dialect
  const isMixed = routes.some(isOwn) && !routes.every(isOwn)
  if (operation.name !== 'chat' || !isMixed || !content.hasOwnTools()) return routes
  return [...routes.filter(isOwn), ...routes.filter((route) => !isOwn(route))]
}
