import type { RoutingPreferences } from '@gptget/contracts'
import { ratesAt } from '@gptget/money'
import type { Provider } from '@gptget/providers'
import type { Route } from '../../catalog/catalog.ts'
import type { Asked } from '../generation/asked.ts'
import { findUnpriced } from '../generation/extras-of-route.ts'

/** Why a route may not serve a request, even if it is healthy; null if it may. */
export const findExclusionReason = (route: Route, asked: Asked): string | null => {
  const { routing } = asked.head
  if (!asked.operation.isServedIn(route.provider.dialect))
    return `the provider has no ${asked.operation.name}`
  const unpriced = findUnpriced(asked, route)
  if (unpriced !== null) return `${unpriced.param}: ${unpriced.reason}`
  if (routing === undefined) return null
  return reasonByName(route, routing) ?? reasonByPrice(route, asked) ?? reasonByParameter(route, asked)
}

/** Whether a caller means a provider: by its id or name, in any case. */
export const isNamed = ({ id, name }: Provider, wanted: string): boolean => {
  const word = wanted.toLowerCase()
  return id.toLowerCase() === word || name.toLowerCase() === word
}

const reasonByName = ({ provider }: Route, { only, ignore }: RoutingPreferences): string | null => {
  if (only && !only.some((name) => isNamed(provider, name))) return 'not among provider.only'
  return ignore?.some((name) => isNamed(provider, name)) ? 'named in provider.ignore' : null
}

/** A token is about four bytes; this selects the price tier of a request. */
const BYTES_PER_TOKEN = 4

const reasonByPrice = ({ price }: Route, { head, byteLength }: Asked): string | null => {
  const most = head.routing?.maxPrice
  if (most === undefined) return null
  const { input, output, request = 0n } = ratesAt(price, Math.ceil(byteLength / BYTES_PER_TOKEN))
  const charged = { prompt: input, completion: output, request }
  for (const name of ['prompt', 'completion', 'request'] as const) {
    const limit = most[name]
    if (limit !== undefined && charged[name] > BigInt(limit))
      return `costs more than provider.max_price.${name}`
  }
  return null
}

const reasonByParameter = (route: Route, asked: Asked): string | null => {
  if (asked.head.routing?.requiresParameters !== true) return null
  const parameter = asked.operation.name === 'chat' ? asked.content.unsupportedParameter(route) : null
  return parameter === null ? null : `cannot take "${parameter}", and provider.require_parameters is set`
}
