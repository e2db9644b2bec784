import type { GenerationHead } from '@gptget/contracts'
import type { Catalog, Route, RoutedModel } from '../../catalog/catalog.ts'
import type { RouterContext } from '../../context.ts'

type Asking = Pick<GenerationHead, 'accountId' | 'model' | 'byokKeys' | 'isByokOnly' | 'routing'>

/**
 * The catalog for an account with own keys: the models of its request get a route for each of its keys, before those of
 * the platform. The platform's routes are left out if the request forbids fallbacks, or if its reservation covers only
 * the fee.
 */
export const withByokKeys = async (
  { byokKeys }: Pick<RouterContext, 'byokKeys'>,
  catalog: Catalog,
  { accountId, model, byokKeys: named = [], isByokOnly, routing }: Asking,
): Promise<Catalog> => {
  if (named.length === 0) return catalog
  const opened = await Promise.all(named.map((key) => byokKeys.open(accountId, key)))
  const keys = named.flatMap((key, index) => {
    const value = opened[index] ?? null
    return value === null ? [] : [{ ...key, value }]
  })
  const isOnly = isByokOnly === true || routing?.allowsFallbacks === false
  const models = new Map(catalog.models)
  for (const id of [model, ...(routing?.fallbackModels ?? []).map((fallback) => fallback.id)]) {
    const routed = catalog.models.get(id)
    if (routed) models.set(id, addOwn(routed, keys, { isOnly, mustPay: isByokOnly === true }))
  }
  return { ...catalog, models }
}

type OpenKey = { byokKeyId: string; provider: string; value: string }

const addOwn = (
  model: RoutedModel,
  keys: readonly OpenKey[],
  { isOnly, mustPay }: { isOnly: boolean; mustPay: boolean },
): RoutedModel => {
  const own = model.ownable.flatMap((route) =>
    keys.filter(({ provider }) => provider === route.provider.id).map((key) => toOwn(route, key)),
  )
  if (own.length === 0) return mustPay ? { ...model, routes: [] } : model
  return { ...model, routes: isOnly ? own : [...own, ...model.routes] }
}

/** The health and credentials of other requests do not apply to it, so it has its own key. */
const toOwn = (route: Route, { byokKeyId, value }: OpenKey): Route => ({
  ...route,
  key: `${byokKeyId}/${route.key}`,
  provider: { ...route.provider, credentials: [value] },
  byokKeyId,
})
