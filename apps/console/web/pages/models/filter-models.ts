import type { Model } from '../../api/models.ts'

export const MODALITIES = [
  'any',
  'text',
  'vision',
  'image',
  'audio',
  'transcription',
  'embeddings',
  'video',
] as const
export type Modality = (typeof MODALITIES)[number]

export const SORTS = ['newest', 'name', 'cheap', 'context'] as const
export type Sort = (typeof SORTS)[number]

/** The minimum context and the maximum input price (US dollars per million tokens), by their names in the address. */
export const CONTEXTS = { '32k': 32_000, '128k': 128_000, '200k': 200_000, '1m': 1_000_000 } as const
export type LeastContext = keyof typeof CONTEXTS
export const PRICES = { free: 0, '0.25': 0.25, '1': 1, '5': 5 } as const
export type MostPrice = keyof typeof PRICES

export const keysOf = <Key extends string>(choices: Record<Key, unknown>): Key[] =>
  Object.keys(choices) as Key[]

export type ModelFilters = {
  q?: string
  kind?: Modality
  maker?: string
  provider?: string
  context?: LeastContext
  price?: MostPrice
  sort?: Sort
  available?: boolean
}

const IS_KIND: Record<Modality, (model: Model) => boolean> = {
  any: () => true,
  text: ({ output }) => output.includes('text'),
  vision: ({ input, output }) => input.includes('image') && output.includes('text'),
  image: ({ output }) => output.includes('image'),
  audio: ({ output }) => output.includes('audio') || output.includes('speech'),
  transcription: ({ output, input }) =>
    output.includes('transcription') || (input.length === 1 && input[0] === 'audio'),
  embeddings: ({ output }) => output.includes('embeddings'),
  video: ({ output }) => output.includes('video'),
}

/** A model without a price per token does not count as cheap. */
const costOf = ({ price }: Model): number => (price.input ?? Infinity) + (price.output ?? Infinity)

/** Ids are ASCII: comparing hundreds of them by the rules of a language takes ten times as long. */
const byId = (one: Model, other: Model): number => (one.id < other.id ? -1 : Number(one.id > other.id))

const COMPARE: Record<Sort, (one: Model, other: Model) => number> = {
  name: byId,
  cheap: (one, other) => costOf(one) - costOf(other) || byId(one, other),
  context: (one, other) => (other.context ?? 0) - (one.context ?? 0),
  newest: (one, other) => Number(other.available) - Number(one.available) || byId(one, other),
}

/**
 * The models that match, in the chosen order. Every word must be in the id or the name. `served`: the ids of the models
 * of the chosen provider.
 */
export const filterModels = (
  models: readonly Model[],
  filters: ModelFilters,
  served?: ReadonlySet<string>,
): Model[] => {
  const { q = '', kind = 'any', maker, context, price, sort = 'newest', available } = filters
  const words = q.toLowerCase().split(/\s+/).filter(Boolean)
  return models
    .filter(
      (model) =>
        (!available || model.available) &&
        (!maker || model.owner === maker) &&
        (!served || served.has(model.id)) &&
        (!context || (model.context ?? 0) >= CONTEXTS[context]) &&
        (!price || (model.price.input ?? Infinity) <= PRICES[price]) &&
        IS_KIND[kind](model) &&
        hasWords(model, words),
    )
    .toSorted(COMPARE[sort])
}

const hasWords = ({ id, name }: Model, words: readonly string[]): boolean => {
  const text = `${id} ${name}`.toLowerCase()
  return words.every((word) => text.includes(word))
}
