import type { CatalogModel, ResolvedKey } from '@gptget/contracts'

/** What a caller is shown as usable. */
export const isUsable = (key: ResolvedKey, model: CatalogModel): boolean =>
  isServedFor(key, model) && (key.allowedModels === null || key.allowedModels.includes(model.id))

/**
 * Whether the model is served to this caller: with the platform's credentials, or with a key of the account's
 * own.
 */
export const isServedFor = ({ byokKeys }: ResolvedKey, model: CatalogModel): boolean =>
  model.isAvailable || byokKeys.some(({ provider }) => model.byokKeys?.providers.includes(provider))
