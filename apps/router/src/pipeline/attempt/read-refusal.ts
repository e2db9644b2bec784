import type { UpstreamAnswer } from '@gptget/providers'
import { retryAfterOf } from '../../upstream/faults.ts'
import { failed, failedBy } from '../generation/attempt-outcome.ts'
import type { Attempt, AttemptOutcome } from '../generation/attempt-outcome.ts'
import { notServed } from '../generation/operation.ts'
import { parseOrText, readText } from '../relay/read-text.ts'

const MAX_REFUSAL_BYTES = 1024 * 1024

/** How providers answer at paths that do not exist. */
const LACKING = new Set([404, 405, 501])

/** The meaning of a provider's error response. */
export const readRefusal = async (
  { context, generation, exchange, route, watch }: Attempt,
  answer: UpstreamAnswer,
): Promise<AttemptOutcome> => {
  const text = await readText(answer.body, watch, MAX_REFUSAL_BYTES)
  if (generation.operation.isOptional && LACKING.has(answer.status))
    return failed(notServed(generation), answer.status)
  const fault = exchange.readError(answer.status, parseOrText(text, route.provider.dialect))
  const retryAfterMs = fault.retryAfterMs ?? retryAfterOf(answer.headers, context.now())
  return failedBy({ ...fault, retryAfterMs }, answer.status)
}
