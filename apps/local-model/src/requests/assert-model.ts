import { PublicError } from '@gptget/errors'

/** Accepts a model's id with or without its prefix. @throws PublicError `model_not_found` for any other name */
export const assertModel = (model: string, modelId: string): void => {
  if (model === modelId || model === modelId.slice(modelId.indexOf('/') + 1)) return
  throw new PublicError('model_not_found', `The model "${model}" does not exist here. Use "${modelId}".`, {
    param: 'model',
  })
}
