import { cardOn, priceUsage, shareOf, type Counted } from '@gptget/money'
import type { Usage } from '@gptget/protocol'
import type { Route } from '../../catalog/catalog.ts'
import { askedTerms } from '../generation/extras-of-route.ts'
import type { Generation } from '../generation/generation.ts'

/** The cost of speech from its first byte on, in nano-USD: its provider speaks to the end. */
export const soundCostOf = (
  { catalog }: Generation,
  { price, byokKeyId }: Route,
  usage: Usage,
  counted: Counted,
): number => {
  const share = byokKeyId === undefined ? undefined : catalog.byokFeeBasisPoints
  return Number(priceUsage(usage, price, share, counted).costNanoUsd)
}

/** The cost of an unfinished answer so far, in nano-USD, from its characters: about four for each token. */
export const runningCostOf = (generation: Generation, route: Route): ((characters: number) => number) => {
  const { byokKeyId } = route
  const price = cardOn(
    route.price,
    askedTerms({ head: generation.stream.head, catalog: generation.catalog }, route),
  )
  const inputPerMillion = BigInt(Math.ceil(generation.bodyBytes / 4)) * price.input
  const { byokFeeBasisPoints } = generation.catalog
  return (characters) => {
    const cost = (inputPerMillion + BigInt(Math.ceil(characters / 4)) * price.output) / 1_000_000n
    return Number(byokKeyId === undefined ? cost : shareOf(cost, byokFeeBasisPoints))
  }
}
