import type { AskedTool, GenerationHead, ProviderTool } from '@gptget/contracts'
import { hasTermPrice, toolPrice } from '@gptget/money'
import type { TermName, Terms } from '@gptget/money'
import { builtInTool } from '@gptget/protocol'
import type { Catalog, Route } from '../../catalog/catalog.ts'

type Asking = {
  head: Pick<GenerationHead, 'dialect' | 'extras' | 'isStrict'>
  catalog: Pick<Catalog, 'allowed'>
}

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
  const isCuttable = extras.hasCallersTools === true && !asking.head.isStrict
  return isCuttable ? null : (unpricedTools(asking, route)[0] ?? null)
}

/**
 * The tools that a route may not run for the request. Where the caller has tools of their own beside them, the request
 * goes on without these: coding agents ask for a search by default, and do their work without it.
 */
export const unpricedTools = (asking: Asking, route: Route): UnpricedExtra[] => {
  const { extras } = asking.head
  if (extras?.tools === undefined || route.byokKeyId !== undefined || !reach(asking, route)) return []
  return extras.tools.flatMap((tool) => {
    const cost = costOf(tool, asking, route)
    const { param, type } = tool
    if (cost === undefined) return { param, reason: `the tool "${type}" is not offered here.` }
    const isPriced = cost === 'caller' || cost === 'tokens' || toolPrice(route.price, cost) !== undefined
    return isPriced ? [] : { param, reason: `there is no price for calls of "${type}" at this provider.` }
  })
}
