import { BusError, exchange } from '@gptget/bus'
import { countTokens, tokenCount } from '@gptget/contracts'
import type { TokenCount } from '@gptget/contracts'
import { estimateInputTokens, TOKEN_COUNTING } from '@gptget/protocol'
import { PublicError } from '@gptget/errors'
import type { ChatRequest, CountingDialect } from '@gptget/protocol'
import type { IncomingMessage } from 'node:http'
import { authenticate, requireModelAllowed } from '../access/authenticate.ts'
import { requireOperation } from '../access/require-operation.ts'
import type { EdgeContext } from '../context.ts'
import { forwardedHeaders } from '../generation/generation-head.ts'
import { parseJsonBody, readBody } from '../generation/read-body.ts'
import { admitRequest } from '../limits/admit-by-limits.ts'
import type { LimitState } from '../limits/rate-limiter.ts'
import { readState } from '../responses/read-state.ts'
import { recallHistory } from '../responses/recall-history.ts'
import { findModel } from '../preferences/choose-models.ts'

/** `provider`: who counted exactly; null where it is an estimate. */
type Counted = { answer: object; provider: string | null; limits: LimitState[] }

/** Longer than a router waits for a provider. */
const TIMEOUT_MS = 8_000

/**
 * Counts the tokens of a request in its caller's dialect: free of charge, but a request like any other to the key's
 * limits of them. @throws PublicError for what a generation would be refused for.
 */
export const countRequestTokens = async (
  context: EdgeContext,
  incoming: IncomingMessage,
  dialect: CountingDialect,
  pathFields: Readonly<Record<string, unknown>>,
): Promise<Counted> => {
  const { bus, catalog, keys, limits, now } = context
  const key = await authenticate(incoming, keys, now())
  const sent = await readBody(incoming)
  const request = readRequest(dialect, sent, pathFields)
  const model = findModel(catalog, request.model).model
  requireModelAllowed(key, model.id)
  requireOperation(model, 'chat')
  const states = await admitRequest(limits, key, now())
  const { body } = await recallHistory(bus, key.accountId, readState(request), sent)
  const head = {
    dialect,
    model: model.id,
    traceparent: incoming.headers.traceparent?.toString() ?? null,
    forwardedHeaders: forwardedHeaders(incoming),
  }
  const { tokens, provider } = await askRouter(context, head, body, () =>
    estimateInputTokens(readRequest(dialect, body, pathFields)),
  )
  return { answer: TOKEN_COUNTING[dialect].writeCount(tokens), provider, limits: states }
}

const readRequest = (
  dialect: CountingDialect,
  body: Buffer,
  pathFields: Readonly<Record<string, unknown>>,
): ChatRequest => {
  const fields = parseJsonBody(body)
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields))
    throw new PublicError('invalid_request', 'The request body must be a JSON object.')
  return TOKEN_COUNTING[dialect].readRequest({ ...fields, ...pathFields })
}

/** A count is worth less than an answer: where no router gives one, a rule of thumb does. */
const askRouter = async (
  { bus, logger }: EdgeContext,
  head: Parameters<typeof exchange<(typeof countTokens)['head']>>[2],
  body: Buffer,
  estimate: () => number,
): Promise<TokenCount> => {
  try {
    const answer = await exchange(bus, countTokens, head, body, TIMEOUT_MS)
    return tokenCount.parse(JSON.parse(answer.toString()))
  } catch (error) {
    if (!(error instanceof BusError)) throw error
    logger.warn({ err: error, model: head.model }, 'no router counted the tokens of a request')
    return { tokens: estimate(), provider: null }
  }
}
