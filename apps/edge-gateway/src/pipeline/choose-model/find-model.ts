import type { CatalogModel, ResolvedKey, RouteOrder } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import type { CatalogMirror } from '../../catalog/catalog-mirror.ts'

/** What may be added to a model's id: how its routes are sorted. */
const SUFFIXES: Readonly<Record<string, RouteOrder>> = { ':floor': 'price', ':nitro': 'throughput' }

export type FoundModel = { model: CatalogModel; sort: RouteOrder | undefined }

/** The model a caller means, by a name of its own or with a suffix of ours. @throws PublicError 404. */
export const findModel = (catalog: CatalogMirror, id: string): FoundModel => {
  const suffix = id.lastIndexOf(':')
  // A colon may be the provider's own, as in ollama's tags: a model that is called so comes first.
  const sort = suffix === -1 || catalog.find(id) !== undefined ? undefined : SUFFIXES[id.slice(suffix)]
  return sort === undefined
    ? { model: catalog.model(id), sort }
    : { model: catalog.model(id.slice(0, suffix)), sort }
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
