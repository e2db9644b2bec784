import { FaultError, totalOutputTokens } from '@gptget/protocol'
import type { ChatEvent, Fault } from '@gptget/protocol'
import type { UpstreamAnswer } from '@gptget/providers'
import { answeredIn, answerHeaders, failedBy } from '../generation/attempt-outcome.ts'
import type { Attempt, AttemptOutcome } from '../generation/attempt-outcome.ts'
import type { WholeAnswer } from '../generation/operation.ts'
import { parseOrText, readText } from './read-text.ts'

/** Reads an answer that is not streamed; its text for the caller is printed once its cost is known. */
export const relayWhole = async (attempt: Attempt, answer: UpstreamAnswer): Promise<AttemptOutcome> => {
  const { accumulator, watch, generation, context } = attempt
  const text = await readText(answer.body, watch)
  const whole = readAnswer(attempt, text)
  if ('fault' in whole) return failedBy(whole.fault, answer.status)
  if (!attempt.entry.claim()) return { type: 'hedged', status: answer.status }
  generation.firstTokenMs ??= context.now() - generation.startedAtMs
  accumulator.hasToken = true
  accumulator.usage = whole.usage ?? null
  accumulator.upstreamId = whole.id ?? null
  accumulator.finish = whole.finish ? { reason: whole.finish.reason, raw: whole.finish.raw ?? null } : null
  accumulator.toolCalls.addBlocks(whole.blocks ?? [])
  const isCounted =
    whole.usage !== undefined && !whole.usage.isEstimated && totalOutputTokens(whole.usage) > 0
  if (!isCounted) for (const said of whole.texts) accumulator.add(textEvent(said))
  return {
    type: 'finished',
    accumulator,
    status: answer.status,
    headers: answerHeaders(attempt),
    answered: answeredIn(attempt, null),
    last: (closing) => Buffer.from(whole.print(closing)),
  }
}

const textEvent = (text: string): ChatEvent => ({
  type: 'block-delta',
  index: 0,
  delta: { kind: 'text', text },
})

/** A 200 may hold an error, or be cut: only its content tells. */
const readAnswer = ({ exchange, route }: Attempt, text: string): WholeAnswer | { fault: Fault } => {
  try {
    return exchange.readWhole(parseOrText(text, route.provider.dialect), text)
  } catch (error) {
    if (error instanceof FaultError) return { fault: error.fault }
    throw error
  }
}
