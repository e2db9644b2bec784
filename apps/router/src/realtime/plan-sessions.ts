import { REALTIME_TRANSPORT_CONTEXT } from '@gptget/contracts'
import type { RealtimeRoute, SessionPlanRequest } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import { sealForTransport, type SealingKey } from '@gptget/keys'
import { createSigningSchemes, realtimeAddress, requestHeaders } from '@gptget/providers'
import type { Route } from '../catalog/catalog.ts'
import type { RouterContext } from '../context.ts'
import { findCooldown } from '../pipeline/choose-candidates/find-cooldown.ts'
import { shuffleByWeight } from '../pipeline/choose-candidates/order-routes.ts'
import { ownFirst } from '../pipeline/choose-candidates/plan-routes.ts'
import { unservedError } from '../pipeline/receive/unserved-error.ts'
import { withByokKeys } from '../pipeline/receive/with-byok-keys.ts'

/**
 * Where sessions of a model can be relayed to, healthy routes first; none for a model whose native audio no provider
 * offers.
 * @throws PublicError for a model without a provider
 */
export const planSessions = async (
  context: RouterContext,
  { model: id, accountId, byokKeys, sealingKey }: SessionPlanRequest,
): Promise<{ priceVersion: string; routes: RealtimeRoute[] }> => {
  const { models, priceVersion, byokFeeBasisPoints } = await withByokKeys(context, context.catalog(), {
    accountId,
    model: id,
    byokKeys,
  })
  const model = models.get(id)
  if (model === undefined)
    throw new PublicError('model_not_found', `The model "${id}" does not exist.`, { param: 'model' })
  if (model.routes.length === 0) throw unservedError(model)
  if (!model.public.outputModalities.includes('audio')) return { priceVersion, routes: [] }
  const routes = await Promise.all(
    inOrder(context, model.routes).map((route) =>
      describe(context, route, { sealingKey, feeBasisPoints: byokFeeBasisPoints }),
    ),
  )
  return { priceVersion, routes: routes.filter((route) => route !== null) }
}

/** The account's own keys first, then by health. */
const inOrder = (context: RouterContext, routes: readonly Route[]): Route[] => {
  const waiting = new Map(routes.map((route) => [route, findCooldown(route, context)?.forMs ?? 0]))
  const byHealth = shuffleByWeight(routes, context.random).toSorted(
    (a, b) => waiting.get(a)! - waiting.get(b)!,
  )
  return [...ownFirst(byHealth)]
}

type Description = { sealingKey: SealingKey; feeBasisPoints: number }

const describe = async (
  context: RouterContext,
  route: Route,
  { sealingKey, feeBasisPoints }: Description,
): Promise<RealtimeRoute | null> => {
  const { provider, upstreamModel, price, byokKeyId } = route
  const address = realtimeAddress(provider, upstreamModel)
  if (address === null) return null
  const headers = JSON.stringify(await headersOf(context, route, address.url))
  return {
    provider: provider.id,
    ...address,
    upstreamModel,
    sealedHeaders: await sealForTransport(sealingKey, headers, REALTIME_TRANSPORT_CONTEXT),
    connectTimeoutMs: provider.timeouts.connectMs,
    price,
    ...(byokKeyId === undefined ? {} : { byok: { byokKeyId, feeBasisPoints } }),
  }
}

/** The headers of a request to the provider, without those of a body. */
const headersOf = async (
  { credentials, now }: RouterContext,
  { provider, key }: Route,
  url: string,
): Promise<Record<string, string>> => {
  const { value: credential } = credentials.next({ key, provider })
  const { 'content-type': _, ...headers } = requestHeaders(provider, credential, {})
  const authorize = createSigningSchemes(now)[provider.auth]
  if (authorize === undefined || credential === null) return headers
  const signed = await authorize({ method: 'GET', url, headers, body: new Uint8Array() }, credential)
  return { ...headers, ...signed }
}
