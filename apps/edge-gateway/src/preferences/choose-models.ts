import type {
  ResolvedKey,
  CatalogModel,
  OperationName,
  RouteOrder,
  RoutingPreferences,
} from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import { requireModelAllowed } from '../access/authenticate.ts'
import { isServedFor } from '../access/usable-models.ts'
import { requireOperation } from '../access/require-operation.ts'
import type { CatalogMirror } from '../catalog/catalog-mirror.ts'
import type { RequestedPreferences } from './read-preferences.ts'

/** What may be added to a model's id: how its routes are sorted. */
const SUFFIXES: Readonly<Record<string, RouteOrder>> = { ':floor': 'price', ':nitro': 'throughput' }

type Found = { model: CatalogModel; sort: RouteOrder | undefined }

/** The model a caller means, by a name of its own or with a suffix of ours. @throws PublicError 404. */
export const findModel = (catalog: CatalogMirror, id: string): Found => {
  const suffix = id.lastIndexOf(':')
  // A colon may be the provider's own, as in ollama's tags: a model that is called so comes first.
  const sort = suffix === -1 || catalog.find(id) !== undefined ? undefined : SUFFIXES[id.slice(suffix)]
  return sort === undefined
    ? { model: catalog.model(id), sort }
    : { model: catalog.model(id.slice(0, suffix)), sort }
}

/** Who may serve a request. `all`: the model asked for, then those to fall back on that somebody serves. */
export type ChosenModels = {
  model: CatalogModel
  all: readonly CatalogModel[]
  preferences: RoutingPreferences | null
}

type Asking = { catalog: CatalogMirror; key: ResolvedKey; operation: OperationName }

/** Finds every model a request may be served by. @throws PublicError where one is unknown, forbidden or of another kind. */
export const chooseModels = (
  { catalog, key, operation }: Asking,
  modelId: string,
  { models, preferences }: RequestedPreferences,
): ChosenModels => {
  const may = ({ model }: Found): void => {
    requireModelAllowed(key, model.id)
    requireOperation(model, operation)
  }
  const first = findModel(catalog, modelId)
  may(first)
  const sort = preferences?.sort ?? first.sort
  if (models.length === 0) {
    return {
      model: first.model,
      all: [first.model],
      preferences: sort ? { ...preferences, sort } : preferences,
    }
  }
  const others = models.map((id, index) =>
    at(`models[${index}]`, () => {
      const found = findModel(catalog, id)
      may(found)
      return found
    }),
  )
  const fallbacks = others.filter(({ model }) => model !== first.model)
  return {
    model: first.model,
    all: [first.model, ...fallbacks.map(({ model }) => model).filter((model) => isServedFor(key, model))],
    preferences: {
      ...preferences,
      ...(sort ? { sort } : {}),
      fallbackModels: fallbacks.map(({ model, sort }) => ({ id: model.id, ...(sort ? { sort } : {}) })),
    },
  }
}

/** A refusal of one of `models` names that one. */
const at = <Result>(param: string, find: () => Result): Result => {
  try {
    return find()
  } catch (error) {
    if (!(error instanceof PublicError)) throw error
    throw new PublicError(error.code, error.message, { ...error.details, param }, error)
  }
}
