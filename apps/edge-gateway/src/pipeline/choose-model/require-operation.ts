import type { CatalogModel, OperationName } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'

const makesVectors = ({ outputModalities }: CatalogModel): boolean => outputModalities.includes('embeddings')

/** @throws PublicError 400 where a model that makes vectors is asked for text, or the other way round. */
export const requireOperation = (model: CatalogModel, operation: OperationName): void => {
  if (makesVectors(model) === (operation === 'embeddings')) return
  const message = makesVectors(model)
    ? `The model "${model.id}" makes embeddings only: ask for them at /v1/embeddings.`
    : `The model "${model.id}" makes no embeddings. GET /v1/models lists those that do, with "embeddings" among their output_modalities.`
  throw new PublicError('invalid_request', message, { param: 'model' })
}
