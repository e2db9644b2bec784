import { PublicError } from '@gptget/errors'

/** A model goes by its whole id and by its name alone. @throws PublicError `model_not_found` for any other */
export const assertModel = (model: string, modelId: string): void => {
  if (model === modelId || model === modelId.slice(modelId.indexOf('/') + 1)) return
  throw new PublicError('model_not_found', `The model "${model}" does not exist here; "${modelId}" does.`, {
    param: 'model',
  })
}
