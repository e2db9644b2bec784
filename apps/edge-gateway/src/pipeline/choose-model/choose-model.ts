import type { CatalogModel, OperationName, ResolvedKey, RoutingPreferences } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import type { CatalogMirror } from '@gptget/catalog-mirror'
import type { RequestFields } from '../parse/read-fields.ts'
import type { RequestedPreferences } from '../parse/read-preferences.ts'
import { findModel, requireModelAllowed } from './find-model.ts'
import type { FoundModel } from './find-model.ts'
import { requireOperation } from './require-operation.ts'
import { isServedFor } from './usable-models.ts'

/** The possible models of a request. `models`: the requested model, then the known fallbacks. */
export type ModelChoice = {
  model: CatalogModel
  models: readonly CatalogModel[]
  preferences: RoutingPreferences | null
}

type Asking = {
  inbound: { operation: OperationName }
  key: ResolvedKey
  fields: RequestFields
  requested: RequestedPreferences
}

/** Finds every model that may serve a request. @throws PublicError if one is unknown, forbidden or of another kind. */
export const chooseModel = <Request extends Asking>(
  { catalog }: { catalog: CatalogMirror },
  request: Request,
): Request & ModelChoice => {
  const { models, preferences } = request.requested
  const first = findAllowed(catalog, request, request.fields.model)
  const sort = preferences?.sort ?? first.sort
  const sorted = sort ? { ...preferences, sort } : preferences
  if (models.length === 0)
    return { ...request, model: first.model, models: [first.model], preferences: sorted }
  const fallbacks = models
    .map((id, index) => at(`models[${index}]`, () => findAllowed(catalog, request, id)))
    .filter(({ model }) => model !== first.model)
  return {
    ...request,
    model: first.model,
    models: [
      first.model,
      ...fallbacks.map(({ model }) => model).filter((model) => isServedFor(request.key, model)),
    ],
    preferences: {
      ...sorted,
      fallbackModels: fallbacks.map(({ model, sort }) => ({ id: model.id, ...(sort ? { sort } : {}) })),
    },
  }
}

const findAllowed = (catalog: CatalogMirror, { key, inbound }: Asking, id: string): FoundModel => {
  const found = findModel(catalog, id)
  requireModelAllowed(key, found.model.id)
  requireOperation(found.model, inbound.operation)
  return found
}

/** An error about one of `models` names it. */
const at = <Result>(param: string, find: () => Result): Result => {
  try {
    return find()
  } catch (error) {
    if (!(error instanceof PublicError)) throw error
    throw new PublicError(error.code, error.message, { ...error.details, param }, error)
  }
}
