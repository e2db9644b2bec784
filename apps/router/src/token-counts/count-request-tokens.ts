import { countTokens } from '@gptget/contracts'
import type { TokenCount } from '@gptget/contracts'
import { bodyOf, workOn } from '@gptget/threads'
import type { z } from 'zod'
import type { Route } from '../catalog/catalog.ts'
import type { RouterContext } from '../context.ts'
import { findCooldown } from '../pipeline/choose-candidates/find-cooldown.ts'
import { targetOf } from '../bodies/read-chat.ts'
import { countTexts, tokensOf } from '../pipeline/price/count-usage.ts'
import { countingDialectOf } from '@gptget/providers'
import { askProvider } from './ask-provider.ts'
import { writeCount } from '../bodies/write-count.ts'

export type TokenCountHead = z.output<typeof countTokens.head>

/** Counts the tokens of a request: exactly if a provider of the model counts for free, else with our tokenizer. */
export const countRequestTokens = async (
  context: RouterContext,
  head: TokenCountHead,
  sent: Uint8Array,
): Promise<Uint8Array> => {
  const routes = context.catalog().models.get(head.model)?.routes ?? []
  const route = routes.find((each) => canCount(each, context)) ?? routes[0]
  const { dialect, model } = head
  const asking = { dialect, model, counting: route === undefined ? null : countingOf(context, route) }
  const body = bodyOf(Buffer.from(sent.buffer, sent.byteOffset, sent.byteLength))
  const { asked, countable } = await workOn(context.threads, { writeCount }, body, asking, { caller: model })
  const exact = route && asked ? await askProvider(context, head, asked, route) : undefined
  const count: TokenCount =
    exact === undefined
      ? {
          tokens: tokensOf(
            countable,
            await countTexts(context, route?.upstreamModel ?? model, countable.texts),
          ),
          provider: null,
        }
      : { tokens: exact, provider: route?.provider.id ?? null }
  return Buffer.from(JSON.stringify(count))
}

/** A model has the same tokenizer everywhere, so the first provider that counts is called, unless it is paused. */
const canCount = (route: Route, context: RouterContext): boolean =>
  countingDialectOf(route.provider) !== null && findCooldown(route, context) === null

const countingOf = (context: RouterContext, route: Route) => {
  const dialect = countingDialectOf(route.provider)
  if (dialect === null) return null
  const { model, quirks } = targetOf(context.catalog(), route)
  return { dialect, target: { model, quirks } }
}
