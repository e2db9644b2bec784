import type { AskedTool, Extras, GenerationHead, ProviderTool } from '@gptget/contracts'
import { hasTermPrice, toolPrice } from '@gptget/money'
import type { TermName, Terms } from '@gptget/money'
import { builtInTool, sharesTier } from '@gptget/protocol'
import type { BuiltInTool } from '@gptget/protocol'
import type { Catalog, Route } from '../../catalog/catalog.ts'

type Asking = {
  head: Pick<GenerationHead, 'dialect' | 'extras' | 'isStrict'>
  catalog: Pick<Catalog, 'allowed' | 'models'>
}

/** Why a route does not offer a requested extra, and the field that requests it. */
export type UnpricedExtra = { param: string; reason: string }

const TERMS: readonly TermName[] = ['serviceTier', 'speed', 'geography']

/** Values of one dialect mostly have no meaning in another: translation leaves them out. */
const reach = ({ head }: Asking, { provider }: Route): boolean => head.dialect === provider.dialect

/** The terms of a request that a route is asked for. Service tiers are shared by dialects of one vendor. */
const termsFor = (asking: Asking, route: Route): Pick<Extras, TermName> => {
  const { dialect, extras } = asking.head
  if (extras === undefined) return {}
  const { serviceTier, speed, geography } = extras
  if (reach(asking, route)) return { serviceTier, speed, geography }
  const { provider } = route
  const isShared = sharesTier(serviceTier?.value, dialect, provider.dialect, provider.quirks)
  return isShared ? { serviceTier } : {}
}

/** How a route is to serve a request. */
export const askedTerms = (asking: Asking, route: Route): Terms => {
  const { serviceTier, speed, geography } = termsFor(asking, route)
  return { serviceTier: serviceTier?.value, speed: speed?.value, geography: geography?.value }
}

/** The tools that a route is to run, if their calls have a price. */
export const askedTools = (asking: Asking, route: Route): ProviderTool[] => {
  const tools = reach(asking, route) ? (asking.head.extras?.tools ?? []) : []
  return tools.flatMap((tool) => {
    const cost = costOf(tool, asking, route)
    return cost === undefined || cost === 'caller' || cost === 'tokens' ? [] : [cost]
  })
}

const costOf = ({ type }: AskedTool, { catalog }: Asking, { provider }: Route) =>
  builtInTool(provider.dialect, type, catalog.allowed.tools)

/** Whether the model's vendor says that the model does not have a tool. */
const isLacking = ({ catalog }: Asking, { model }: Route, tool: BuiltInTool): boolean => {
  if (tool === 'caller' || tool === 'tokens') return false
  return catalog.models.get(model)?.public.vendorTools?.[tool]?.length === 0
}

/**
 * The first requested extra that a route has no price for, or that is not allowed; null without one. With the account's
 * own key the provider charges the account.
 */
export const findUnpriced = (asking: Asking, route: Route): UnpricedExtra | null => {
  const { extras } = asking.head
  if (extras === undefined || route.byokKeyId !== undefined) return null
  const terms = termsFor(asking, route)
  for (const name of TERMS) {
    const term = terms[name]
    if (term !== undefined && !hasTermPrice(route.price, name, term.value))
      return { param: term.param, reason: `there is no price for "${term.value}" at this provider.` }
  }
  const isCuttable = extras.hasCallersTools === true && !asking.head.isStrict
  return isCuttable ? null : (unpricedTools(asking, route)[0] ?? null)
}

/**
 * The tools that a route may not run for the request. If the caller also has their own tools, the request continues
 * without these: coding agents request a search by default and work without it.
 */
export const unpricedTools = (asking: Asking, route: Route): UnpricedExtra[] => {
  const { extras } = asking.head
  if (extras?.tools === undefined || route.byokKeyId !== undefined || !reach(asking, route)) return []
  return extras.tools.flatMap((tool) => {
    const cost = costOf(tool, asking, route)
    const { param, type } = tool
    if (cost === undefined) return { param, reason: `the tool "${type}" is not offered here.` }
    if (isLacking(asking, route, cost)) return { param, reason: `this model does not have "${type}".` }
    const isPriced = cost === 'caller' || cost === 'tokens' || toolPrice(route.price, cost) !== undefined
    return isPriced ? [] : { param, reason: `there is no price for calls of "${type}" at this provider.` }
  })
}
