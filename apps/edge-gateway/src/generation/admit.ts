import type { ApiKeyRecord, CatalogModel, ResponseKeeping, RoutingWishes } from '@gptget/bus'
import { largestUse } from '@gptget/credit'
import type { Hold, LargestUse, RequestSize } from '@gptget/credit'
import { PublicError } from '@gptget/protocol'
import { authenticate } from '../access/authenticate.ts'
import { limitHeaders } from '../answers/headers.ts'
import type { EdgeContext } from '../context.ts'
import { readState } from '../responses/read-state.ts'
import { recallHistory } from '../responses/recall-history.ts'
import { chooseModels } from '../wishes/choose-models.ts'
import { readWishes } from '../wishes/read-wishes.ts'
import type { Arrival } from './arrival.ts'
import { headerOf } from './generation-head.ts'
import { requireDisconnectChoice } from './outlive-caller.ts'
import { readAsk } from './read-ask.ts'
import type { Ask } from './read-ask.ts'
import { isUnpackError, parseJsonBody, readBody } from './read-body.ts'

/** A request that may go to a provider: whose it is, what it asks for, what is set aside for it. */
export type Admitted = {
  key: ApiKeyRecord
  model: CatalogModel
  wishes: RoutingWishes | null
  request: Ask
  body: Buffer
  largest: LargestUse
  hold: Hold
  headers: Record<string, string>
  /** Where the answer is kept, if it is. */
  keeping: ResponseKeeping | null
  isBackground: boolean
}

/** @throws PublicError when the request may not go to a provider; nothing is set aside then. */
export const admit = async (context: EdgeContext, arrival: Arrival): Promise<Admitted> => {
  const key = await authenticate(arrival.request, context.keys, context.now())
  requireDisconnectChoice(arrival)
  const sent = await readWholeBody(arrival)
  const parsed = parseJsonBody(sent)
  const request = readAsk(arrival, parsed)
  const asked = readWishes(parsed as Record<string, unknown>, headerOf(arrival, 'x-session-id'))
  const { operation } = arrival
  const { model, all, wishes } = chooseModels({ ...context, key, operation }, request.model, asked)
  const recalled = await recallHistory(
    context.bus,
    key.accountId,
    request.chat && readState(request.chat),
    sent,
  )
  const { body } = recalled
  const largest = largestOf(all, { bodyBytes: body.byteLength, ...request.size })
  const headers = await admitByLimits(context, key, largest)
  const purse = { accountId: key.accountId, keyId: key.creditLimitNanoUsd === null ? null : key.keyId }
  const reserved = context.leases.reserve(purse, largest.costNanoUsd)
  const hold = reserved instanceof Promise ? await reserved : reserved
  return { key, model, wishes, request, largest, hold, headers, ...recalled }
}

/** Whichever of the models serves, the hold covers it. */
export const largestOf = (models: readonly CatalogModel[], size: RequestSize): LargestUse =>
  models
    .map((model) => largestUse(model, size))
    .reduce((most, use) => ({
      inputTokens: Math.max(most.inputTokens, use.inputTokens),
      outputTokens: Math.max(most.outputTokens, use.outputTokens),
      costNanoUsd: most.costNanoUsd > use.costNanoUsd ? most.costNanoUsd : use.costNanoUsd,
    }))

const readWholeBody = async ({ request }: Arrival): Promise<Buffer> => {
  try {
    return await readBody(request)
  } catch (error) {
    if (!isUnpackError(error)) throw error
    throw new PublicError(
      'invalid_request',
      'The request body does not unpack as its content-encoding says.',
      { param: 'content-encoding' },
      error,
    )
  }
}

const admitByLimits = async (
  { limits }: EdgeContext,
  key: ApiKeyRecord,
  largest: LargestUse,
): Promise<Record<string, string>> => {
  const states = []
  if (key.requestsPerMinute !== null)
    states.push(await limits.admit(key.keyId, 'requests', key.requestsPerMinute, 1))
  if (key.tokensPerMinute !== null) {
    states.push(await limits.admit(key.keyId, 'tokens', key.tokensPerMinute, expectedTokens(largest)))
  }
  return states.length === 0 ? {} : limitHeaders(states)
}

/** What a request is counted as until its usage is known: about four bytes a token, and a token of answer. */
const expectedTokens = ({ inputTokens }: LargestUse): number => Math.ceil(inputTokens / 4) + 1

/** Corrects a key's tokens per minute to what the request really used. */
export const correctTokenLimit = (
  { limits }: EdgeContext,
  { key, largest }: Admitted,
  tokens: number,
): void => {
  if (key.tokensPerMinute === null || tokens === 0) return
  limits.correct(key.keyId, 'tokens', expectedTokens(largest), tokens)
}
