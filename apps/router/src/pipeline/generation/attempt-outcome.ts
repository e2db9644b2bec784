import type { Closing, Fault, Loss } from '@gptget/protocol'
import type { Route } from '../../catalog/catalog.ts'
import type { RouterContext } from '../../context.ts'
import type { Answered } from '../../health/route-health.ts'
import type { Credential } from '../../upstream/credentials.ts'
import { isOfTheCaller } from '../../upstream/faults.ts'
import type { Watch } from '../../upstream/watch.ts'
import type { UpstreamExchange } from './operation.ts'
import type { Generation } from './generation.ts'
import type { Accumulator } from './accumulator.ts'

/** `isOfCaller`: the caller's own limits brought it about, so that it says nothing of the provider. */
type Blamed = { isOfCaller?: boolean }

/** What came of giving a request to one route. */
export type AttemptOutcome =
  /** Nothing was sent to the caller. `mayAnotherServe`: what is wrong is wrong with this route. */
  | ({ type: 'failed'; fault: Fault; status: number | null; mayAnotherServe: boolean } & Blamed)
  /** The answer is there to its end; `last` is what the caller has not got yet. */
  | {
      type: 'finished'
      accumulator: Accumulator
      last: (closing: Closing) => Uint8Array | Promise<Uint8Array>
      headers: Record<string, string>
      status: number
      answered: Answered
    }
  /** It broke after the caller got some of it. */
  | ({ type: 'broken'; accumulator: Accumulator; fault: Fault; status: number; ttftMs: number } & Blamed)
  | { type: 'cancelled'; accumulator: Accumulator; status: number | null }
  /** Another route, asked at the same time, answered first: nothing of this one was sent. */
  | { type: 'hedged'; status: number | null }

/** What one of several attempts at once knows of the others. */
export type RaceEntry = {
  /** Its answer is there: true when it is the first one, whose answer alone goes to the caller. */
  claim(): boolean
  /** Aborted when another one was first; null where there is no other. */
  lost: AbortSignal | null
}

/** What came of a route that was tried. */
export type Tried = { route: Route; outcome: AttemptOutcome }

/** One attempt that is being made. */
export type Attempt = {
  context: RouterContext
  generation: Generation
  route: Route
  credential: Credential
  entry: RaceEntry
  startedAtMs: number
  watch: Watch
  exchange: UpstreamExchange
  accumulator: Accumulator
}

/** What this route cannot say, another may. */
export const failed = (fault: Fault, status: number | null, mayAnotherServe = true): AttemptOutcome => ({
  type: 'failed',
  fault,
  status,
  mayAnotherServe,
})

/** A failure that the provider told of: the caller's own is the same everywhere. */
export const failedBy = (fault: Fault, status: number | null): AttemptOutcome =>
  failed(fault, status, !isOfTheCaller(fault))

/** Who answered, and what was lost on the way there. */
export const answerHeaders = ({
  route,
  exchange,
}: Pick<Attempt, 'route' | 'exchange'>): Record<string, string> => ({
  'x-gptget-provider': route.provider.id,
  ...(exchange.losses.length === 0 ? {} : { 'x-gptget-losses': describeLosses(exchange.losses) }),
})

/** Callers choose the names of fields, so that there may be many and long ones. */
const MAX_LOSSES_LENGTH = 4_000

const describeLosses = (losses: readonly Loss[]): string =>
  losses
    .map(({ param, action }) => `${param}=${action}`)
    .join(', ')
    .slice(0, MAX_LOSSES_LENGTH)

/** What an answer that is over shows of its route: time to the first token, and tokens in the time they took. */
export const answeredIn = (
  { context, startedAtMs, accumulator }: Attempt,
  firstTokenAtMs: number | null,
): Answered => {
  const { usage, characters } = accumulator
  const tokens = usage === null ? Math.ceil(characters / 4) : usage.outputTokens + usage.reasoningTokens
  return {
    ttftMs: firstTokenAtMs === null ? null : firstTokenAtMs - startedAtMs,
    tokens,
    tokensMs: context.now() - (firstTokenAtMs ?? startedAtMs),
  }
}
