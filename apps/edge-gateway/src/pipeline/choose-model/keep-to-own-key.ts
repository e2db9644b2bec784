import type { CatalogModel, ResolvedKey, RoutingPreferences } from '@gptget/contracts'
import { providerObjectRefusal } from '../parse/provider-objects.ts'
import type { RequestFields } from '../parse/read-fields.ts'

type Asking = {
  key: ResolvedKey
  models: readonly CatalogModel[]
  preferences: RoutingPreferences | null
  fields: RequestFields
  /** Where what was said before names one. */
  recalledObject: string | null
}

/**
 * A request that names something in a provider's account goes to that provider with the caller's own key and no other:
 * the platform's accounts hold what belongs to everybody. @throws PublicError 400 naming the field where there is no
 * key
 */
export const keepToOwnKey = <Request extends Asking>(request: Request): Request => {
  // Also in what was said before: it may have been said with a key that the account has no more.
  const param = request.fields.providerObject ?? request.recalledObject
  if (param === null) return request
  const { key, models, preferences } = request
  const hasOwnKey = key.byokKeys.some(({ provider }) =>
    models.some(({ byokKeys }) => byokKeys?.providers.includes(provider)),
  )
  if (!hasOwnKey) throw providerObjectRefusal(param)
  return { ...request, preferences: { ...preferences, allowsFallbacks: false } }
}
