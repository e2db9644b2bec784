import type { AskedTool, GenerationHead, ProviderTool } from '@gptget/contracts'
import { hasTermPrice, toolPrice } from '@gptget/money'
import type { TermName, Terms } from '@gptget/money'
import { builtInTool } from '@gptget/protocol'
import type { Catalog, Route } from '../../catalog/catalog.ts'

type Asking = { head: Pick<GenerationHead, 'dialect' | 'extras'>; catalog: Pick<Catalog, 'allowed'> }

/** Why a route does not give what a request asks for beside tokens, and the field that asks. */
export type UnpricedExtra = { param: string; reason: string }

const TERMS: readonly TermName[] = ['serviceTier', 'speed', 'geography']

/** Words of one dialect mean nothing in another: they are left out on the way there. */
const reach = ({ head }: Asking, { provider }: Route): boolean => head.dialect === provider.dialect

/** How a route is asked to serve a request. */
export const askedTerms = (asking: Asking, route: Route): Terms => {
  const { extras } = asking.head
  if (extras === undefined || !reach(asking, route)) return {}
  return {
    serviceTier: extras.serviceTier?.value,
    speed: extras.speed?.value,
    geography: extras.geography?.value,
  }
}

/** The tools that a route is asked to run, as far as calls of them have a price. */
export const askedTools = (asking: Asking, route: Route): ProviderTool[] => {
  const tools = reach(asking, route) ? (asking.head.extras?.tools ?? []) : []
  return tools.flatMap((tool) => {
    const cost = costOf(tool, asking, route)
    return cost === undefined || cost === 'caller' || cost === 'tokens' ? [] : [cost]
  })
}

const costOf = ({ type }: AskedTool, { catalog }: Asking, { provider }: Route) =>
  builtInTool(provider.dialect, type, catalog.allowed.tools)

/**
 * The first thing a request asks for that a route has no price for, or that may not be used at all; null where there is
 * none. What is done with the account's own key its provider charges to the account.
 */
export const findUnpriced = (asking: Asking, route: Route): UnpricedExtra | null => {
  const { extras } = asking.head
  if (extras === undefined || route.byokKeyId !== undefined || !reach(asking, route)) return null
  for (const name of TERMS) {
    const term = extras[name]
    if (term !== undefined && !hasTermPrice(route.price, name, term.value))
      return { param: term.param, reason: `there is no price for "${term.value}" at this provider.` }
  }
  for (const tool of extras.tools ?? []) {
    const cost = costOf(tool, asking, route)
    const { param, type } = tool
    if (cost === undefined) return { param, reason: `the tool "${type}" is not offered here.` }
    if (cost !== 'caller' && cost !== 'tokens' && toolPrice(route.price, cost) === undefined)
      return { param, reason: `there is no price for calls of "${type}" at this provider.` }
  }
  return null
}
