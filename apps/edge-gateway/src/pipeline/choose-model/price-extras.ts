import { PROVIDER_TOOLS } from '@gptget/contracts'
import type { AskedTool, CatalogModel, Dialect, Extras } from '@gptget/contracts'
import { cardOn, highestOf, toolPrice, withRequestRate } from '@gptget/money'
import type { RateCard } from '@gptget/money'
import { builtInTool } from '@gptget/protocol'

/** How often a tool is called at most if the request sets no limit: more than was ever observed. */
const USUAL_MAX_CALLS = 20

type Asking = {
  inbound: { dialect: Dialect }
  model: CatalogModel
  models: readonly CatalogModel[]
  fields: { extras: Extras | null }
}

/**
 * Prices a request's models at the highest cost of its extras: a requested tier may be granted or not, and a tool may
 * be called as often as allowed.
 */
export const priceExtras = <Request extends Asking>(request: Request): Request => {
  const { fields, inbound, model, models } = request
  const { extras } = fields
  if (extras === null) return request
  const price = (card: RateCard): RateCard => highestCard(card, extras, inbound.dialect)
  const priced = (one: CatalogModel): CatalogModel => ({
    ...one,
    price: price(one.price),
    ...(one.byokKeys ? { byokKeys: { ...one.byokKeys, price: price(one.byokKeys.price) } } : {}),
  })
  return { ...request, model: priced(model), models: models.map(priced) }
}

const highestCard = (card: RateCard, extras: Extras, dialect: Dialect): RateCard => {
  const terms = {
    serviceTier: extras.serviceTier?.value,
    speed: extras.speed?.value,
    geography: extras.geography?.value,
  }
  const isServedOtherwise = Object.values(terms).some((term) => term !== undefined)
  const highest = isServedOtherwise ? highestOf([card, cardOn(card, terms)]) : card
  const calls = (extras.tools ?? []).reduce((sum, tool) => sum + largestCallCost(card, tool, dialect), 0n)
  return calls === 0n ? highest : withRequestRate(highest, calls)
}

/** A tool whose price only the operator knows may be any of those with a price. */
const largestCallCost = (card: RateCard, { type, maxCalls }: AskedTool, dialect: Dialect): bigint => {
  const known = builtInTool(dialect, type)
  if (known === 'caller' || known === 'tokens') return 0n
  const prices = (known === undefined ? PROVIDER_TOOLS : [known]).map((tool) => toolPrice(card, tool) ?? 0n)
  const highest = prices.reduce((most, price) => (price > most ? price : most), 0n)
  return highest * BigInt(maxCalls ?? USUAL_MAX_CALLS)
}
