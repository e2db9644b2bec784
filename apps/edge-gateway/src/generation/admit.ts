import type { CatalogModel, ResolvedKey, ResponseStorage, RoutingPreferences } from '@gptget/contracts'
import { largestUse } from '@gptget/credit'
import type { Hold, LargestUse, RequestSize } from '@gptget/credit'
import { PublicError } from '@gptget/errors'
import { authenticate } from '../access/authenticate.ts'
import type { EdgeContext } from '../context.ts'
import { admitByLimits, correctLimits } from '../limits/admit-by-limits.ts'
import type { LimitsTaken } from '../limits/admit-by-limits.ts'
import { readState } from '../responses/read-state.ts'
import { recallHistory } from '../responses/recall-history.ts'
import { chooseModels } from '../preferences/choose-models.ts'
import { readPreferences } from '../preferences/read-preferences.ts'
import type { InboundRequest } from './inbound-request.ts'
import { headerOf } from './generation-head.ts'
import { requireDisconnectChoice } from './outlive-caller.ts'
import { parseRequest } from './parse-request.ts'
import type { ParsedRequest } from './parse-request.ts'
import { reserveCredit } from './reserve-credit.ts'
import type { ByokKeyName, Reserved } from './reserve-credit.ts'
import { isUnpackError, parseJsonBody, readBody } from './read-body.ts'

/** A request that may go to a provider: whose it is, what it asks for, what is set aside for it. */
export type Admitted = {
  key: ResolvedKey
  model: CatalogModel
  preferences: RoutingPreferences | null
  request: ParsedRequest
  body: Buffer
  largest: LargestUse
  hold: Hold
  byokKeys: readonly ByokKeyName[]
  isByokOnly: boolean
  limitsTaken: LimitsTaken
  /** Where the answer is kept, if it is. */
  storage: ResponseStorage | null
  isBackground: boolean
}

/** A request whose sender is known. */
export type Received = { key: ResolvedKey; sent: Buffer }

/** @throws PublicError where the key may not be used, or the body cannot be had. */
export const receive = async (context: EdgeContext, inbound: InboundRequest): Promise<Received> => {
  const key = await authenticate(inbound.request, context.keys, context.now())
  requireDisconnectChoice(inbound)
  return { key, sent: await readWholeBody(inbound) }
}

/** @throws PublicError when the request may not go to a provider; nothing is set aside then. */
export const admit = async (
  context: EdgeContext,
  inbound: InboundRequest,
  { key, sent }: Received,
): Promise<Admitted> => {
  const parsed = parseJsonBody(sent)
  const request = parseRequest(inbound, parsed)
  const asked = readPreferences(parsed as Record<string, unknown>, headerOf(inbound, 'x-session-id'))
  const { operation } = inbound
  const { model, all, preferences } = chooseModels({ ...context, key, operation }, request.model, asked)
  const recalled = await recallHistory(
    context.bus,
    key.accountId,
    request.chat && readState(request.chat),
    sent,
  )
  const { body } = recalled
  const size = { bodyBytes: body.byteLength, ...request.size }
  const largest = largestOf(all, size)
  const hasMaxOutput = request.size.maxOutputTokens !== undefined
  const taking = admitByLimits(context.limits, key, inbound, { largest, hasMaxOutput })
  const limitsTaken = taking instanceof Promise ? await taking : taking
  const reserved = await reserve(context, { key, models: all, size, largest, preferences }, limitsTaken)
  return { key, model, preferences, request, largest, ...reserved, limitsTaken, ...recalled }
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

const reserve = async (
  context: EdgeContext,
  asked: Parameters<typeof reserveCredit>[1],
  limitsTaken: LimitsTaken,
): Promise<Reserved> => {
  try {
    return await reserveCredit(context, asked)
  } catch (error) {
    correctLimits(context.limits, limitsTaken, NOTHING_USED)
    throw error
  }
}

/** Lets go what was set aside and counted for a request that is not run. */
export const release = ({ limits }: EdgeContext, { hold, limitsTaken }: Admitted): void => {
  hold.settle(0n)
  correctLimits(limits, limitsTaken, NOTHING_USED)
}

const NOTHING_USED = { inputTokens: 0, outputTokens: 0 }

const readWholeBody = async ({ request }: InboundRequest): Promise<Buffer> => {
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
