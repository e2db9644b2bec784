import type { TaskQuantities, TaskRequest, TaskType } from '@gptget/contracts'
import { hasRateFor, priceLines } from '@gptget/money'
import type { Attributes, RateCard } from '@gptget/money'

export type Measured = { quantities: TaskQuantities; attributes: Attributes }

/** The units of a task, as far as they have a price; null without one: it is not free. */
export const measureTask = (
  type: TaskType,
  request: TaskRequest,
  card: RateCard,
  tokens: TaskQuantities,
  attributes: Attributes = attributesOf(request),
): Measured | null => {
  const count = request.count ?? 1
  const all: TaskQuantities = {
    ...(request.seconds === undefined ? {} : { seconds: request.seconds * count }),
    ...(type === 'image' || type === 'mj' ? { images: count } : {}),
  }
  const quantities: TaskQuantities = Object.fromEntries(
    Object.entries(all).filter(([unit]) => hasRateFor(unit as keyof typeof all, card)),
  )
  if (priceLines(tokens, card).costNanoUsd > 0n) Object.assign(quantities, tokens)
  const isPricedByImage = quantities.images !== undefined || quantities.image_output_tokens !== undefined
  if (card.request !== undefined) quantities.requests = isPricedByImage ? 1 : count
  return Object.keys(quantities).length === 0 ? null : { quantities, attributes }
}

/** A size in pixels has the price of its name. In lower case, as in rate cards. */
const heightOf = ({ resolution, size }: TaskRequest): string | undefined => {
  const height =
    resolution ?? (size === undefined ? undefined : `${Math.min(...size.split('x').map(Number))}p`)
  return height === undefined ? undefined : (NAMES.get(height.toLowerCase()) ?? height.toLowerCase())
}

/** A map, because a provider's value may be the name of an object's built-in property. */
const NAMES: ReadonlyMap<string, string> = new Map(
  Object.entries<string>({
    '1440p': '2k',
    '2160p': '4k',
  }),
)

/** Attributes of the request that may have other prices. */
const attributesOf = (request: TaskRequest): Attributes =>
  Object.fromEntries(
    Object.entries({
      size: request.size,
      resolution: heightOf(request),
      quality: request.quality,
      audio: request.hasAudio === undefined ? undefined : String(request.hasAudio),
      action: request.action,
    }).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )

export const costOf = ({ quantities, attributes }: Measured, card: RateCard): bigint =>
  priceLines(quantities, card, { attributes }).costNanoUsd
