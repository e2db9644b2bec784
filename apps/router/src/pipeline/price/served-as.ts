import { cardOn } from '@gptget/money'
import type { RateCard, Terms } from '@gptget/money'
import { CAPABILITIES, termName } from '@gptget/protocol'
import type { ToolCalls, Usage } from '@gptget/protocol'
import type { Route } from '../../catalog/catalog.ts'
import type { Accumulator } from '../generation/accumulator.ts'
import { askedTerms, askedTools } from '../generation/extras-of-route.ts'
import type { Generation } from '../generation/generation.ts'

type Asking = Pick<Generation, 'catalog'> & { stream: Pick<Generation['stream'], 'head'> }

/** The rates of an answer: by the tier that its provider reports, else by the requested one. */
export const servedCard = ({ stream: { head }, catalog }: Asking, route: Route, usage: Usage): RateCard => {
  if (head.extras === undefined && usage.terms === undefined) return route.price
  const terms: Terms = askedTerms({ head, catalog }, route)
  for (const [name, value] of Object.entries(usage.terms ?? {})) terms[name as keyof Terms] = termName(value)
  return cardOn(route.price, terms)
}

/**
 * For its older models, Google charges for search once for each request
 * (https://ai.google.dev/gemini-api/docs/pricing).
 */
const SEARCHES_ONCE = /\bgemini-[12]\b/

/** The calls of tools that the provider ran for an answer; undefined without any. */
export const callsFor = (
  { stream: { head }, catalog }: Asking,
  route: Route,
  accumulator: Accumulator,
): ToolCalls | undefined => {
  const isLastWord = accumulator.finalUsage !== null
  const calls = accumulator.toolCalls.total(accumulator.usage?.toolCalls, isLastWord)
  if (calls?.webSearch !== undefined && SEARCHES_ONCE.test(route.upstreamModel))
    return { ...calls, webSearch: Math.min(1, calls.webSearch) }
  if (CAPABILITIES[route.provider.dialect].showsToolCalls) return calls
  // Answers of this dialect show no calls: a requested tool without a count counts as called once.
  const unseen = askedTools({ head, catalog }, route).filter((tool) => calls?.[tool] === undefined)
  return unseen.length === 0 ? calls : { ...calls, ...Object.fromEntries(unseen.map((tool) => [tool, 1])) }
}
