import type { CatalogModel, ResolvedKey } from '@gptget/contracts'

/** The models shown to a caller as usable. */
export const isUsable = (key: ResolvedKey, model: CatalogModel): boolean =>
  isServedFor(key, model) && (key.allowedModels === null || key.allowedModels.includes(model.id))

/** Whether the model is available to this caller: with the platform's credentials, or with the account's own key. */
export const isServedFor = ({ byokKeys }: ResolvedKey, model: CatalogModel): boolean =>
  model.isAvailable || byokKeys.some(({ provider }) => model.byokKeys?.providers.includes(provider))
