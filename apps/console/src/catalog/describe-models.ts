import type { CatalogModel } from '@gptget/contracts'

/** US dollars as a number: exact enough to show to a person. */
const usd = (nanoUsd: bigint | undefined): number | null =>
  nanoUsd === undefined ? null : Number(nanoUsd) / 1e9

/** A model as the pages show it. Prices are in US dollars, per million tokens or per unit. */
export const describeModel = (model: CatalogModel) => ({
  id: model.id,
  name: model.name,
  owner: model.ownedBy,
  description: model.description,
  context: model.contextTokens,
  maxOutput: model.maxOutputTokens,
  input: model.inputModalities,
  output: model.outputModalities,
  parameters: model.supportedParameters,
  available: model.isAvailable,
  retires: model.retiresAt,
  replacement: model.replacement ?? null,
  ownKeyProviders: model.byokKeys?.providers ?? [],
  price: {
    input: usd(model.price.input),
    cachedInput: usd(model.price.cacheRead),
    output: usd(model.price.output),
    image: usd(model.price.perImage),
    second: usd(model.price.perSecond),
    minute: usd(model.price.perMinute),
    millionCharacters: usd(model.price.perMillionCharacters),
  },
})
