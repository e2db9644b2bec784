import { FaultError } from '@gptget/protocol'
import type { Fault, NextRequest } from '@gptget/protocol'
import { mayFollow } from '@gptget/providers'
import type { Provider, UpstreamAnswer } from '@gptget/providers'
import { setTimeout } from 'node:timers/promises'
import { failed, failedBy } from '../generation/attempt-outcome.ts'
import type { Attempt, AttemptOutcome } from '../generation/attempt-outcome.ts'
import type { UpstreamExchange } from '../generation/operation.ts'
import { parseOrText, readText } from '../relay/read-text.ts'
import { relayText } from '../relay/relay-whole.ts'
import { readRefusal } from './read-refusal.ts'

type Next = NonNullable<UpstreamExchange['next']>
type Ask = (url: string) => Promise<UpstreamAnswer>
type Step = { outcome: AttemptOutcome } | { url: string; waitMs: number }

/** The time before it is polled again, a little longer each time. */
const FIRST_WAIT_MS = 400
const LONGEST_WAIT_MS = 2_000
const WAIT_GROWTH = 1.25

/** After this many failures in a row it is not polled again. */
const MAX_FAILURES = 5

/**
 * Polls a provider that answered before its work was finished, for at most the usual time to the first token. The
 * accepted work is charged from its first answer on.
 */
export const followAnswer = async (
  attempt: Attempt,
  provider: Provider,
  { first, next, ask }: { first: UpstreamAnswer; next: Next; ask: Ask },
): Promise<AttemptOutcome> => {
  const { context, watch, exchange, accumulator } = attempt
  const endsAtMs = context.now() + provider.timeouts.firstTokenMs
  let step = await readStep(attempt, provider, next, first, null, FIRST_WAIT_MS)
  if ('url' in step) accumulator.counted = exchange.accepted
  let failures = 0
  while ('url' in step) {
    const { url, waitMs } = step
    if (context.now() + waitMs > endsAtMs) return failed(TOO_LATE, null)
    await setTimeout(waitMs, undefined, { signal: watch.signal })
    const answer = await ask(url)
    const isFailed = answer.status === 429 || answer.status >= 500
    failures = isFailed ? failures + 1 : 0
    step =
      isFailed && failures < MAX_FAILURES
        ? await skip(attempt, answer, url)
        : await readStep(attempt, provider, next, answer, url, longer(waitMs))
  }
  return step.outcome
}

const TOO_LATE: Fault = { code: 'timeout', message: 'The provider did not finish in time.' }

const longer = (waitMs: number): number =>
  Math.min(LONGEST_WAIT_MS, Math.max(FIRST_WAIT_MS, waitMs * WAIT_GROWTH))

/** The work may continue although its state could not be read. */
const skip = async ({ watch }: Attempt, { body }: UpstreamAnswer, url: string): Promise<Step> => {
  await readText(body, watch)
  return { url, waitMs: LONGEST_WAIT_MS }
}

const readStep = async (
  attempt: Attempt,
  provider: Provider,
  next: Next,
  answer: UpstreamAnswer,
  asked: string | null,
  waitMs: number,
): Promise<Step> => {
  if (answer.status >= 400) return { outcome: await readRefusal(attempt, answer) }
  const text = await readText(answer.body, attempt.watch)
  const found = readNext(next, parseOrText(text, provider.dialect))
  if (found === null) return { outcome: relayText(attempt, text, answer.status) }
  if ('fault' in found) return { outcome: failedBy(found.fault, answer.status) }
  const url = found.url ?? asked
  if (url === null || !mayFollow(provider, url)) return { outcome: failed(LOST, answer.status) }
  return { url, waitMs: found.isAtOnce ? 0 : waitMs }
}

const LOST: Fault = {
  code: 'provider_unavailable',
  message: 'The provider returned no address for its answer.',
}

const readNext = (next: Next, body: unknown): NextRequest | null | { fault: Fault } => {
  try {
    return next(body)
  } catch (error) {
    if (error instanceof FaultError) return { fault: error.fault }
    throw error
  }
}
