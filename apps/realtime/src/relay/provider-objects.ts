import type { RealtimeRoute } from '@gptget/contracts'
import { findProviderObject, providerObjectRefusal } from '@gptget/protocol'

type Key = Pick<RealtimeRoute, 'byok'>

/** Objects in a provider's account may be named only with the account's own key. @throws PublicError 400 */
export const requireOwnObjects = (said: object, { byok }: Key): void => {
  if (byok !== undefined) return
  const found = findProviderObject(said)
  if (found !== null) throw providerObjectRefusal(found)
}

/** The routes on which a session with these settings may run. @throws PublicError 400 if none is the account's own */
export const routesFor = <Route extends Key>(
  session: object | null,
  routes: readonly Route[],
): readonly Route[] => {
  const found = session === null ? null : findProviderObject(session)
  if (found === null) return routes
  const own = routes.filter(({ byok }) => byok !== undefined)
  if (own.length === 0) throw providerObjectRefusal(`session.${found}`)
  return own
}
