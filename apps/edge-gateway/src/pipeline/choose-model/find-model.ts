import type { CatalogModel, ResolvedKey, RouteOrder } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import type { CatalogMirror } from '@gptget/catalog-mirror'

/** Suffixes of a model's id that say how its routes are sorted. */
const SUFFIXES: Readonly<Record<string, RouteOrder>> = { ':floor': 'price', ':nitro': 'throughput' }

/** Suffixes of other services that are not supported here, and the equivalent. */
const REFUSED_SUFFIXES: Readonly<Record<string, string>> = {
  ':online': 'web search is not added to models here; use a web search tool of the provider',
  ':thinking': 'set `reasoning` (or your dialect’s own field) in the request instead',
  ':free': 'no provider serves this model for nothing',
  ':exacto': 'routes are not sorted by how well they call tools; use `provider.order`',
  ':extended': 'the context of a model is what /v1/models says',
}

export type FoundModel = { model: CatalogModel; sort: RouteOrder | undefined }

/** Finds the model that a caller means, also by another name or with one of our suffixes. @throws PublicError 404. */
export const findModel = (catalog: CatalogMirror, id: string): FoundModel => {
  const suffix = id.lastIndexOf(':')
  // A colon may be part of the provider's name, as in Ollama's tags, so a model with exactly this name comes first.
  const isWhole = suffix === -1 || catalog.find(id) !== undefined
  if (!isWhole) refuseSuffix(catalog, id.slice(0, suffix), id.slice(suffix))
  const sort = isWhole ? undefined : SUFFIXES[id.slice(suffix)]
  return sort === undefined
    ? { model: catalog.model(id), sort }
    : { model: catalog.model(id.slice(0, suffix)), sort }
}

/** @throws PublicError 400 for another service's suffix on a known model. */
const refuseSuffix = (catalog: CatalogMirror, id: string, suffix: string): void => {
  const instead = Object.hasOwn(REFUSED_SUFFIXES, suffix) ? REFUSED_SUFFIXES[suffix] : undefined
  if (instead === undefined || catalog.find(id) === undefined) return
  throw new PublicError('invalid_request', `model: "${suffix}" is not offered for "${id}": ${instead}.`, {
    param: 'model',
  })
}

/** @throws PublicError 403 when the key may not use the model. */
export const requireModelAllowed = (
  { allowedModels }: Pick<ResolvedKey, 'allowedModels'>,
  model: string,
): void => {
  if (allowedModels === null || allowedModels.includes(model)) return
  throw new PublicError('model_not_allowed', `This API key may not use the model "${model}".`, {
    param: 'model',
    metadata: { allowed_models: allowedModels },
  })
}
