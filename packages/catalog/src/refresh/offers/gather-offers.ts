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

/** What was kept of each source, in the order in which they are believed. */
export type SourceFiles = readonly { id: string; file: SourceFile }[]

/** A model as a provider sells it. */
export type Offer = {
  seller: Seller
  /** The row it is called through. */
  provider: string
  model: string
  price: SnapshotPrice
  /** The sources of the price. */
  sources: string[]
  isFree: boolean
  /** What each source says, in the order in which they are believed. */
  listings: Said[]
}

export type Said = Listing & { source: string }

/** What cannot be generated with text: other endpoints than chat and embeddings. */
const OTHER_ENDPOINTS = new RegExp(
  [
    '[-:]batch$|realtime|livetranslate|-live(-|$)|-streaming-|native-audio|voice|gemini-omni',
    '-tts|tts-|-asr|whisper|transcribe|chirp|speech-\\d|rerank|prompt-guard|moderation|-decide$',
    '-image-\\d|gpt-image|chatgpt-image|dall-e|imagen|sora|veo-|lyria|multimodalembedding',
    '^morph/|mt-(plus|turbo|flash|lite)$|babbage|davinci|search-(preview|api)|medlm|^gemini-gemma',
  ].join('|'),
)

export type Gathered = { offers: Offer[]; disputes: string[]; unpriced: string[] }

/** Everything that one provider sells and whose price is known. */
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

/** A zero where nothing is given away is a price that the source does not know. */
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
              // Of what is gone only what is known to be: the rest was never offered here.
              (!isRemoved || retirementOf(seller.provider, model) !== undefined),
          )
          .map(({ model }) => model) ?? [],
    ),
  )
  const pinned = (PINNED_RELEASES[seller.provider] ?? []).filter((model) => listed.has(undated(model)))
  return [...new Set([...listed, ...pinned])]
}

/** What the sources say of a model by its own name; of a dated release that none of them names, by its undated one. */
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
