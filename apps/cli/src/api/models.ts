import type { Api } from './api.ts'
import type { List, Model } from './types.ts'

/** Lists the models that the key may call; with `all`, also those that no provider serves now. */
export const listModels = async (api: Api, all = false): Promise<Model[]> =>
  (await api.ask<List<Model>>('GET', '/models', { query: { all: all ? 'true' : undefined } })).data

export const makes = (model: Model, kind: string): boolean =>
  model.architecture.output_modalities.includes(kind)
