import { countTokens } from '@gptget/contracts'
import type { TokenCount } from '@gptget/contracts'
import { countableOf, CAPABILITIES, TOKEN_COUNTING } from '@gptget/protocol'
import type { ChatRequest } from '@gptget/protocol'
import type { z } from 'zod'
import type { Route } from '../catalog/catalog.ts'
import type { RouterContext } from '../context.ts'
import { countTexts } from '../pipeline/price/count-usage.ts'
import { countingDialectOf } from '@gptget/providers'
import { findCooldown } from '../pipeline/choose-candidates/find-cooldown.ts'
import { askProvider } from './ask-provider.ts'

export type TokenCountHead = z.output<typeof countTokens.head>

/** Every token before the first of a text: who speaks, and where each turn begins and ends. */
const TOKENS_PER_TURN = 4
const TOKENS_BEFORE_ANSWER = 3

/** Counts the tokens of a request: exactly where a provider of the model counts for nothing, else by our tokenizer. */
export const countRequestTokens = async (
  context: RouterContext,
  head: TokenCountHead,
  body: Uint8Array,
): Promise<Uint8Array> => {
  const request = readRequest(head, body)
  const routes = context.catalog().models.get(head.model)?.routes ?? []
  const route = routes.find((each) => canCount(each, context)) ?? routes[0]
  const exact = route && (await askProvider(context, head, request, route))
  const count: TokenCount =
    exact === undefined
      ? { tokens: await countOurselves(context, head, request, route), provider: null }
      : { tokens: exact, provider: route?.provider.id ?? null }
  return Buffer.from(JSON.stringify(count))
}

/** Whoever serves a model, it reads with the same tokenizer: the first who counts is asked, unless it rests. */
const canCount = (route: Route, context: RouterContext): boolean =>
  countingDialectOf(route.provider) !== null && findCooldown(route, context) === null

const readRequest = ({ dialect, model }: TokenCountHead, body: Uint8Array): ChatRequest => {
  const fields = CAPABILITIES[dialect].parsers.request(Buffer.from(body).toString()) as Record<
    string,
    unknown
  >
  return TOKEN_COUNTING[dialect].readRequest({ ...fields, model })
}

const countOurselves = async (
  context: RouterContext,
  { model }: TokenCountHead,
  request: ChatRequest,
  route: Route | undefined,
): Promise<number> => {
  const { texts, otherTokens } = countableOf(request)
  const counts = await countTexts(context, route?.upstreamModel ?? model, texts)
  const turns = request.turns.length + (request.system.length > 0 ? 1 : 0)
  return counts.reduce(
    (sum, count) => sum + count,
    otherTokens + turns * TOKENS_PER_TURN + TOKENS_BEFORE_ANSWER,
  )
}
