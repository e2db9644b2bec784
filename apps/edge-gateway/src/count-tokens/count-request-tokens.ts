import { BusError, exchange } from '@gptget/bus'
import { countTokens, tokenCount } from '@gptget/contracts'
import type { ResolvedKey, TokenCount } from '@gptget/contracts'
import { readBody } from '@gptget/http'
import { TOKEN_COUNTING } from '@gptget/protocol'
import { bytesOf, workOn } from '@gptget/threads'
import type { HttpBindings } from '@hono/node-server'
import type { EdgeContext } from '../context.ts'
import { refuseManagementKey } from '../pipeline/authenticate/authenticate.ts'
import { findModel, requireModelAllowed } from '../pipeline/choose-model/find-model.ts'
import { requireOperation } from '../pipeline/choose-model/require-operation.ts'
import { recallHistory } from '../pipeline/history/recall-history.ts'
import type { Misspelt } from '../pipeline/parse/find-misspelt.ts'
import { countRequest } from '../pipeline/rate-limit/count-request.ts'
import type { LimitState } from '../pipeline/rate-limit/rate-limiter.ts'
import { forwardedHeaders } from '../pipeline/request/forwarded-headers.ts'
import { estimateCount, readCounting } from '../bodies/read-counting.ts'
import type { Counting } from '../bodies/read-counting.ts'

/** `provider`: who counted exactly; null for an estimate. */
type Counted = {
  answer: object
  provider: string | null
  limits: LimitState[]
  misspelt: readonly Misspelt[]
}

/** Longer than a router waits for a provider. */
const TIMEOUT_MS = 8_000

/**
 * Counts the tokens of a request in its caller's dialect. Free of charge, but it counts towards the key's limits.
 * @throws PublicError for everything that a generation would be refused for.
 */
export const countRequestTokens = async (
  context: EdgeContext,
  key: ResolvedKey,
  { incoming, outgoing }: HttpBindings,
  counting: Counting,
): Promise<Counted> => {
  const { dialect } = counting
  refuseManagementKey(key)
  await context.lookups.take(key, outgoing)
  const limits = await countRequest(context, key)
  const share = context.bodies.open(key.accountId, outgoing)
  const sent = await readBody(incoming, share)
  const turn = { caller: key.accountId, isWanted: () => !outgoing.destroyed }
  const asked = { ...counting, isStrict: incoming.headers['x-gptget-strict'] === 'true' }
  const read = await workOn(context.threads, { readCounting }, sent, asked, turn)
  const { model } = findModel(context.catalog, read.model)
  requireModelAllowed(key, model.id)
  requireOperation(model, 'chat')
  const { body } = await recallHistory(context, { key, sent, share, ...read })
  const head = {
    dialect,
    model: model.id,
    traceparent: incoming.headers.traceparent?.toString() ?? null,
    forwardedHeaders: forwardedHeaders(incoming),
  }
  const { tokens, provider } =
    (await askRouter(context, head, bytesOf(body))) ??
    (await workOn(context.threads, { estimateCount }, body, counting, turn))
  return { answer: TOKEN_COUNTING[dialect].writeCount(tokens), provider, limits, misspelt: read.misspelt }
}

/** null if no router answers: an estimate is then better than an error. */
const askRouter = async (
  { bus, logger }: EdgeContext,
  head: Parameters<typeof exchange<(typeof countTokens)['head']>>[2],
  body: Buffer,
): Promise<TokenCount | null> => {
  try {
    const answer = await exchange(bus, countTokens, head, body, TIMEOUT_MS)
    return tokenCount.parse(JSON.parse(answer.toString()))
  } catch (error) {
    if (!(error instanceof BusError)) throw error
    logger.warn({ err: error, model: head.model }, 'no router counted the tokens of a request')
    return null
  }
}
