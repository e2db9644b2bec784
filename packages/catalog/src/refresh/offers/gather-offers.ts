import type { SnapshotPrice } from '../../price.ts'
import { undated } from '../reviewed/model-id.ts'
import { omit } from '../../omit.ts'
import { isGivenAway } from '../reviewed/free-models.ts'
import { PINNED_RELEASES } from '../reviewed/pinned-releases.ts'
import { retirementOf } from '../reviewed/retirements.ts'
import type { Seller } from '../reviewed/sellers.ts'
import type { Listing } from '../sources/listing.ts'
import type { SourceFile } from '../sources/source-file.ts'
import { SOURCES } from '../sources/sources.ts'
import { choosePrice } from './choose-price.ts'
import type { Quote } from './choose-price.ts'
import { isZero, withoutGaps } from './clean-price.ts'

/** The stored data of each source, in the order of trust. */
export type SourceFiles = readonly { id: string; file: SourceFile }[]

/** A model at one provider. */
export type Offer = {
  seller: Seller
  /** The provider's row in packages/providers. */
  provider: string
  model: string
  price: SnapshotPrice
  /** The sources of the price. */
  sources: string[]
  isFree: boolean
  /** The listings of each source, in the order of trust. */
  listings: Said[]
}

export type Said = Listing & { source: string }

/** Names of models for endpoints other than chat and embeddings. */
const OTHER_ENDPOINTS = new RegExp(
  [
    '[-:]batch$|realtime|livetranslate|-live(-|$)|-streaming-|native-audio|voice|gemini-omni',
    '-tts|tts-|-asr|whisper|transcribe|chirp|speech-\\d|rerank|prompt-guard|moderation|-decide$',
    '-image-\\d|gpt-image|chatgpt-image|dall-e|imagen|sora|veo-|lyria|multimodalembedding',
    '^morph/|mt-(plus|turbo|flash|lite)$|babbage|davinci|search-(preview|api)|medlm|^gemini-gemma',
  ].join('|'),
)

export type Gathered = { offers: Offer[]; disputes: string[]; unpriced: string[] }

/** Collects the models of one provider, with their prices. */
export const gatherOffers = (seller: Seller, files: SourceFiles): Gathered => {
  const gathered: Gathered = { offers: [], disputes: [], unpriced: [] }
  const byName = indexListings(seller, files)
  for (const model of namesSold(seller, files)) {
    if (seller.without?.test(model) || OTHER_ENDPOINTS.test(model)) continue
    const listings = byName(model)
    const quotes = listings.flatMap((each) => quoteOf(seller, each, files))
    if (quotes.length === 0) {
      gathered.unpriced.push(`${seller.provider}: ${model}`)
      continue
    }
    const { price, sources, disputes } = choosePrice(quotes, seller.hasPeakHours)
    const isFree = isZero(price)
    if (isFree && !isGivenAway(seller.provider, model)) {
      gathered.unpriced.push(`${seller.provider}: ${model}`)
      continue
    }
    if (disputes.length > 0)
      gathered.disputes.push(
        `${seller.provider}: ${model}: ${sources.join(' and ')} say ${price.input}/${price.output}; ${disputes.join('; ')}`,
      )
    gathered.offers.push({
      seller,
      provider: seller.elsewhere?.models.test(undated(model)) ? seller.elsewhere.provider : seller.provider,
      model,
      price: isFree ? price : withoutGaps(price),
      sources,
      isFree,
      listings,
    })
  }
  return gathered
}

/** The price in a listing. Zero means that the source does not know the price, unless the model is free. */
const quoteOf = (
  { provider }: Seller,
  { source, model, price, isByHour, hasVagueTiers }: Said,
  files: SourceFiles,
): Quote[] => {
  if (price === undefined || (isZero(price) && !isGivenAway(provider, model))) return []
  const { date } = files.find(({ id }) => id === source)!.file
  return [{ source, date, price, isByHour, hasVagueTiers }]
}

const namesSold = (seller: Seller, files: SourceFiles): string[] => {
  const listed = new Set(
    SOURCES.filter(({ isLister }) => isLister(seller)).flatMap(
      ({ id }) =>
        files
          .find((each) => each.id === id)
          ?.file.sellers[seller.provider]?.filter(
            ({ model, price, output, isRemoved }) =>
              price !== undefined &&
              output?.length !== 0 &&
              // A removed model counts only if its retirement is known; others were never offered here.
              (!isRemoved || retirementOf(seller.provider, model) !== undefined),
          )
          .map(({ model }) => model) ?? [],
    ),
  )
  const pinned = (PINNED_RELEASES[seller.provider] ?? []).filter((model) => listed.has(undated(model)))
  return [...new Set([...listed, ...pinned])]
}

/** Finds listings by a model's name. A dated release that no source lists gets those of its undated name. */
const indexListings = (seller: Seller, files: SourceFiles): ((model: string) => Said[]) => {
  const said = files.flatMap(({ id, file }) =>
    (file.sellers[seller.provider] ?? []).map((each): Said => ({ ...each, source: id })),
  )
  const byName = Map.groupBy(said, ({ model }) => model.toLowerCase())
  return (model) => {
    const own = byName.get(model.toLowerCase()) ?? []
    const isPriced = own.some(({ price }) => price !== undefined)
    const undatedOnes = byName.get(undated(model).toLowerCase()) ?? []
    if (own === undatedOnes) return own
    const others = undatedOnes.filter(({ source }) => !own.some((each) => each.source === source))
    return [...own, ...others.map((each) => (isPriced ? withoutPrice(each) : each))]
  }
}

const withoutPrice = (said: Said): Said => omit(said, 'price', 'retires', 'replacement')
