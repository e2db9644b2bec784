import { m } from '../../messages/index.ts'
import { formatUsd } from '../../ui/format.ts'
import type { Answer } from './chat-state.ts'

/** The cost and the duration of an answer. */
export const AnswerFacts = ({ answer }: { answer: Answer }) => {
  const facts = factsOf(answer)
  if (facts.length === 0) return null
  return (
    <p className="nums flex flex-wrap gap-x-3 gap-y-1 text-xs text-faint">
      {facts.map((fact) => (
        <span key={fact}>{fact}</span>
      ))}
    </p>
  )
}

const factsOf = ({ status, usage, firstTokenMs, durationMs, losses }: Answer): string[] => {
  const facts: string[] = []
  if (status === 'stopped') facts.push(m.playground.stopped)
  if (usage?.cost !== undefined) facts.push(formatUsd(usage.cost))
  if (usage) facts.push(m.playground.tokens(usage.prompt_tokens, usage.completion_tokens))
  const reasoned = usage?.completion_tokens_details?.reasoning_tokens ?? 0
  if (reasoned > 0) facts.push(m.playground.reasoned(reasoned))
  if (firstTokenMs !== null) facts.push(m.playground.firstToken((firstTokenMs / 1_000).toFixed(2)))
  if (usage && firstTokenMs !== null && durationMs !== null && durationMs > firstTokenMs)
    facts.push(
      m.playground.perSecond(((usage.completion_tokens * 1_000) / (durationMs - firstTokenMs)).toFixed(0)),
    )
  if (losses !== null) facts.push(m.playground.losses(losses))
  return facts
}
