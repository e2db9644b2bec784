import type { CatalogModel, ResolvedKey, RoutingPreferences } from '@gptget/contracts'
import { providerObjectRefusal } from '@gptget/protocol'
import type { RequestFields } from '../parse/read-fields.ts'

type Asking = {
  key: ResolvedKey
  models: readonly CatalogModel[]
  preferences: RoutingPreferences | null
  fields: RequestFields
  /** The object that the history names. */
  recalledObject: string | null
}

/**
 * A request that refers to an object in a provider's account uses only the caller's own key for that provider, because
 * all accounts share the platform's. @throws PublicError 400 naming the field if there is no such key
 */
export const keepToOwnKey = <Request extends Asking>(request: Request): Request => {
  // Also checked in the history: it may come from a key that the account no longer has.
  const param = request.fields.providerObject ?? request.recalledObject
  if (param === null) return request
  const { key, models, preferences } = request
  const hasOwnKey = key.byokKeys.some(({ provider }) =>
    models.some(({ byokKeys }) => byokKeys?.providers.includes(provider)),
  )
  if (!hasOwnKey) throw providerObjectRefusal(param)
  return { ...request, preferences: { ...preferences, allowsFallbacks: false } }
}
