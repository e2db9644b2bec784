import { isManagementKey, planRealtime, readCredits } from '@gptget/contracts'
import type { CatalogModel, RealtimeRoute, ResolvedKey } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import { authenticate, requireUsable } from '@gptget/http'
import { hashApiKey, sealingKeyOf } from '@gptget/keys'
import type { Context } from '../context.ts'
import type { JsonObject } from '../events/event.ts'
import { CLIENT_SECRET_PREFIX, redeemClientSecret } from '../secrets/client-secrets.ts'
import { findPartModel } from '../cascade/part-models.ts'
import type { Offer } from './offer.ts'

/** A session that may be opened. */
export type Admission = {
  key: ResolvedKey
  /** Of the API key. */
  keyHash: string
  model: CatalogModel
  type: 'realtime' | 'transcription'
  /** The session of a client secret. */
  preset: JsonObject | null
  priceVersion: string | null
  /** Where it can be relayed to; empty: it is a cascade. */
  routes: RealtimeRoute[]
}

/**
 * Whether a session may be opened, and by what it is served: all errors come before the upgrade.
 * @throws PublicError 401, 402, 403, 404, 400, 503
 */
export const admit = async (context: Context, offer: Offer): Promise<Admission> => {
  const { key, keyHash, preset } = await identify(context, offer)
  const named = offer.model ?? modelIn(preset)
  const isTranscription = offer.isTranscription || preset?.['type'] === 'transcription'
  const model = requireModel(
    context,
    key,
    named ?? (isTranscription ? transcriptionModelFor(context, key) : null),
  )
  requireSame(preset, model, context)
  const type =
    isTranscription || model.outputModalities.includes('transcription') ? 'transcription' : 'realtime'
  const plan = await planOf(context, key, model)
  if (plan.routes.length === 0) {
    requireCascade(model, type)
    // A relay's hold says what is missing; with an own key it may cost nothing.
    if (key.byokKeys.length === 0) await requireMeans(context, key)
  }
  return { key, keyHash, model, type, preset, ...plan }
}

type Identified = Pick<Admission, 'key' | 'keyHash' | 'preset'>

const identify = async (context: Context, { credential }: Offer): Promise<Identified> => {
  if (!credential.startsWith(CLIENT_SECRET_PREFIX)) {
    const key = await authenticate({ headers: { authorization: `Bearer ${credential}` } }, context)
    return { key: requireCaller(key), keyHash: hashApiKey(credential), preset: null }
  }
  const { keyHash, session } = await redeemClientSecret(context, credential)
  return { key: requireCaller(await requireUsable(keyHash, context)), keyHash, preset: session }
}

/** @throws PublicError 403 for a key that cannot call models */
export const requireCaller = (key: ResolvedKey): ResolvedKey => {
  if (!isManagementKey(key)) return key
  throw new PublicError('permission_denied', 'A management key cannot call models. Create a key with it.')
}

const modelIn = (preset: JsonObject | null): string | null =>
  typeof preset?.['model'] === 'string' ? preset['model'] : null

const transcriptionModelFor = (context: Context, key: ResolvedKey): string | null =>
  findPartModel(context, 'transcription', undefined, key)

/** @throws PublicError 400 without a name, 404 for an unknown model, 403 if the key may not use it */
export const requireModel = ({ catalog }: Context, key: ResolvedKey, name: string | null): CatalogModel => {
  if (name === null)
    throw new PublicError(
      'invalid_request',
      'model: name one in the address, as ?model=openai/gpt-realtime.',
      {
        param: 'model',
      },
    )
  const model = catalog.model(name)
  if (key.allowedModels !== null && !key.allowedModels.includes(model.id))
    throw new PublicError('model_not_allowed', `This API key may not use the model "${model.id}".`, {
      param: 'model',
      metadata: { allowed_models: key.allowedModels },
    })
  return model
}

/** A client secret is for its model only. */
const requireSame = (preset: JsonObject | null, model: CatalogModel, { catalog }: Context): void => {
  const bound = modelIn(preset)
  if (bound === null || catalog.find(bound)?.id === model.id) return
  throw new PublicError('model_not_allowed', `This client secret is for the model "${bound}".`, {
    param: 'model',
  })
}

const NO_ROUTES = { priceVersion: null, routes: [] }

/** Only a model with audio output needs a router here; a model that cannot be served is explained by the router. */
const planOf = async (
  { bus, keyRing }: Context,
  { accountId, byokKeys }: ResolvedKey,
  { id, isAvailable, outputModalities, byokKeys: ownable }: CatalogModel,
): Promise<Pick<Admission, 'priceVersion' | 'routes'>> => {
  if (isAvailable && !outputModalities.includes('audio')) return NO_ROUTES
  return bus.call(planRealtime, {
    model: id,
    accountId,
    byokKeys: byokKeys.filter(({ provider }) => ownable?.providers.includes(provider)),
    sealingKey: sealingKeyOf(keyRing),
  })
}

const requireCascade = ({ id, outputModalities }: CatalogModel, type: Admission['type']): void => {
  if (type === 'transcription' || outputModalities.includes('text')) return
  throw new PublicError('invalid_request', `model: "${id}" is not a model to talk with.`, { param: 'model' })
}

const requireMeans = async ({ bus }: Context, { accountId }: ResolvedKey): Promise<void> => {
  const { availableNanoUsd, leasedNanoUsd } = await bus.call(readCredits, { accountId }, { attempts: 2 })
  if (availableNanoUsd + leasedNanoUsd > 0n) return
  throw new PublicError('insufficient_credits', 'The account has no credit left. Add credits.')
}
