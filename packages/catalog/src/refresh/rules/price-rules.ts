import type { SnapshotRates } from '../../price.ts'
import type { Snapshot, SnapshotModel, SnapshotRoute } from '../../snapshot.ts'
import { isMediaPriced } from '../offers/sort-offers.ts'
import { isGivenAway } from '../reviewed/free-models.ts'
import type { Rule } from './rules.ts'

type Priced = { model: SnapshotModel; route: SnapshotRoute; rates: SnapshotRates; where: string }

/** Every set of rates for a request: the usual ones, tiers, service tiers and speeds. */
const everyRates = ({ models }: Snapshot): Priced[] =>
  models.flatMap((model) =>
    model.routes.flatMap((route) => {
      const { surcharges } = route.price
      const cards = {
        usual: route.price,
        ...surcharges?.serviceTiers,
        ...surcharges?.speeds,
      }
      return Object.entries(cards).flatMap(([name, card]) =>
        [card, ...(card.tiers ?? [])].map((rates) => ({
          model,
          route,
          rates,
          where: `${model.id} at ${route.provider} (${name}${'above' in rates ? `, above ${rates.above}` : ''})`,
        })),
      )
    }),
  )

/** A rule about two classes, if both have a price. */
const neverCheaper =
  (dearer: keyof SnapshotRates, cheaper: keyof SnapshotRates): Rule['find'] =>
  (snapshot) =>
    everyRates(snapshot).flatMap(({ rates, where }) => {
      const [more, less] = [rates[dearer], rates[cheaper]]
      return more !== undefined && less !== undefined && Number(more) < Number(less)
        ? [`${where}: ${dearer} ${more}, ${cheaper} ${less}.`]
        : []
    })

const routesWhere = (
  snapshot: Snapshot,
  isBroken: (model: SnapshotModel, route: SnapshotRoute) => boolean,
): string[] =>
  snapshot.models.flatMap((model) =>
    model.routes
      .filter((route) => isBroken(model, route))
      .map((route) => `${model.id} at ${route.provider}: ${JSON.stringify(route.price)}.`),
  )

/** Whether a price is per unit instead of per token. */
const isByUnit = ({
  request,
  perImage,
  perMinute,
  perSecond,
  perMillionCharacters,
  variants,
}: SnapshotRoute['price']): boolean =>
  [request, perImage, perMinute, perSecond, perMillionCharacters, variants].some((rate) => rate !== undefined)

const startsOf = ({ price }: SnapshotRoute): number[] => (price.tiers ?? []).map(({ above }) => above)

export const PRICE_RULES: readonly Rule[] = [
  { says: 'A picture token is never cheaper than text:', find: neverCheaper('imageInput', 'input') },
  { says: 'A picture token is never cheaper than text:', find: neverCheaper('imageOutput', 'output') },
  { says: 'An audio token is never cheaper than text:', find: neverCheaper('audioInput', 'input') },
  { says: 'An audio token is never cheaper than text:', find: neverCheaper('audioOutput', 'output') },
  { says: 'Reading from the cache never costs more than input:', find: neverCheaper('input', 'cacheRead') },
  { says: 'Writing to the cache never costs less than input:', find: neverCheaper('cacheWrite', 'input') },
  {
    says: 'Keeping for an hour never costs less than for five minutes:',
    find: neverCheaper('cacheWrite1h', 'cacheWrite'),
  },
  {
    says: 'Anthropic’s models have a price for one-hour cache writes wherever they have one for short ones:',
    find: (snapshot) =>
      everyRates(snapshot)
        .filter(({ model, rates }) => model.id.startsWith('anthropic/') && rates.cacheWrite !== undefined)
        .filter(({ rates }) => rates.cacheWrite1h === undefined)
        .map(({ where }) => `${where}.`),
  },
  {
    says: 'Longer requests never cost less, and tiers are in order:',
    find: (snapshot) =>
      routesWhere(snapshot, (_, { price }) => {
        const steps = [{ above: 0, ...price }, ...(price.tiers ?? [])]
        return steps.some((step, index) => {
          const next = steps[index + 1]
          return (
            next !== undefined &&
            (next.above <= step.above ||
              Number(next.input) < Number(step.input) ||
              Number(next.output) < Number(step.output))
          )
        })
      }),
  },
  {
    says: 'No tier begins beyond the model’s context:',
    find: (snapshot) =>
      routesWhere(snapshot, ({ context = Infinity }, route) =>
        startsOf(route).some((above) => above >= context),
      ),
  },
  {
    // https://developers.openai.com/api/docs/pricing
    says: 'OpenAI’s models cost more above 272,000 tokens at every seller:',
    find: (snapshot) =>
      routesWhere(
        snapshot,
        ({ id }, route) => id.startsWith('openai/') && startsOf(route).some((above) => above !== 272_000),
      ),
  },
  {
    says: 'Outputs other than text have a price:',
    find: (snapshot) => routesWhere(snapshot, (model, { price }) => !isMediaPriced(model, price)),
  },
  {
    // https://developers.openai.com/api/docs/pricing
    says: 'OpenAI’s audio models have a price for audio input:',
    find: (snapshot) =>
      routesWhere(
        snapshot,
        ({ id, output }, { price }) =>
          id.startsWith('openai/') && output.includes('audio') && price.audioInput === undefined,
      ),
  },
  {
    says: 'Only free models have a price of zero:',
    find: (snapshot) =>
      routesWhere(
        snapshot,
        ({ output }, { provider, model, price }) =>
          !isGivenAway(provider, model) &&
          !isByUnit(price) &&
          (Number(price.input) === 0 || (output.includes('text') && Number(price.output) === 0)),
      ),
  },
]
