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

/** `isOfCaller`: the caller's own limits caused it, so it says nothing about the provider. */
type Blamed = { isOfCaller?: boolean }

/** The outcome of sending a request to one route. */
export type AttemptOutcome =
  /** Nothing was sent to the caller. `mayAnotherServe`: the failure concerns this route. */
  | ({ type: 'failed'; fault: Fault; status: number | null; mayAnotherServe: boolean } & Blamed)
  /** The answer is complete; `last` has the part that the caller has not got yet. */
  | {
      type: 'finished'
      accumulator: Accumulator
      last: (closing: Closing) => Uint8Array | Promise<Uint8Array>
      /** Whether `last` cannot fail any more. */
      isCertain?: boolean
      headers: Record<string, string>
      status: number
      answered: Answered
    }
  /** It broke off after the caller got a part of it. */
  | ({ type: 'broken'; accumulator: Accumulator; fault: Fault; status: number; ttftMs: number } & Blamed)
  | { type: 'cancelled'; accumulator: Accumulator; status: number | null }
  /** Another route that ran at the same time answered first: nothing of this one was sent. */
  | { type: 'hedged'; status: number | null }

/** What one of several concurrent attempts knows of the others. */
export type RaceEntry = {
  /** Its answer has arrived: true if it is the first one; only that goes to the caller. */
  claim(): boolean
  /** Aborted when another one was first; null without another. */
  lost: AbortSignal | null
}

/** The outcome of a tried route. */
export type Tried = { route: Route; outcome: AttemptOutcome }

/** A running attempt. */
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

/** A field that this route does not support, but another may. */
export const failed = (fault: Fault, status: number | null, mayAnotherServe = true): AttemptOutcome => ({
  type: 'failed',
  fault,
  status,
  mayAnotherServe,
})

/** A failure reported by the provider: a mistake of the caller is the same everywhere. */
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

/** Callers choose the names of fields, which may be many and long. */
const MAX_LOSSES_LENGTH = 4_000

const describeLosses = (losses: readonly Loss[]): string => {
  const text = losses.map(({ param, action }) => `${param}=${action}`).join(', ')
  if (text.length <= MAX_LOSSES_LENGTH) return text
  // A copy: V8's part of a text keeps the whole text, for as long as the answer can be resumed.
  return Buffer.from(text.slice(0, MAX_LOSSES_LENGTH)).toString()
}

/** What a finished answer shows of its route: time to the first token, and tokens over time. */
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
