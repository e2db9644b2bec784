import type { CatalogModel, ResolvedKey } from '@gptget/contracts'
import type { Context } from '../context.ts'

type Kind = 'speech' | 'transcription'

/** The part of a key that says which models it may use. */
export type PartKey = Pick<ResolvedKey, 'allowedModels' | 'byokKeys'>

/** The highest price of a model's unit, only to compare models of one kind. */
const costOf = ({ price }: CatalogModel): number =>
  Number(price.perMillionCharacters ?? (price.perSecond ?? 0n) * 60n + (price.perMinute ?? 0n)) +
  Number(price.input + price.output)

/**
 * The model for a part of a cascade: the named one if it exists and the key may use it, else the operator's, else the
 * cheapest; null if there is none.
 */
export const findPartModel = (
  { catalog, config }: Context,
  kind: Kind,
  named: string | undefined,
  { allowedModels, byokKeys }: PartKey,
): string | null => {
  const isServed = ({ isAvailable, byokKeys: own }: CatalogModel): boolean =>
    isAvailable || byokKeys.some(({ provider }) => own?.providers.includes(provider))
  const isFit = (model: CatalogModel | undefined): model is CatalogModel =>
    model !== undefined &&
    isServed(model) &&
    model.outputModalities.includes(kind) &&
    (allowedModels === null || allowedModels.includes(model.id))
  const set = kind === 'speech' ? config.speechModel : config.transcriptionModel
  for (const name of [named, set])
    if (name !== undefined && name !== null) {
      const model = catalog.find(name)
      if (isFit(model)) return model.id
    }
  return (
    catalog
      .models()
      .filter(isFit)
      .toSorted((one, other) => costOf(one) - costOf(other))[0]?.id ?? null
  )
}
