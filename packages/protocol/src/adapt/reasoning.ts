import { LIMITS } from '../registry/limits.ts'
import type { ThinkingSupport } from '../canonical/thinking.ts'
import type { Adaptation, AdaptTarget } from './adapt.ts'
import type { Loss } from '../canonical/losses.ts'
import type { ChatRequest, Turn } from '../canonical/request.ts'
import { planThinking, supportAt, type Note, type Reasoning } from './thinking.ts'

/** Says how hard to think in what the model takes: a level, a budget, a switch or nothing. */
export const adaptReasoning: Adaptation = (request, target, losses) => {
  const { reasoning } = request
  if (reasoning === undefined) return request
  let loss: Loss | undefined
  const note: Note = (action, reason) => {
    loss = { param: LIMITS[request.source].fields.reasoning ?? 'reasoning', action, reason }
  }
  const changed = { ...request, reasoning: adapted(request, reasoning, target, note) }
  if (loss !== undefined) losses.push(loss)
  return changed
}

const adapted = (
  request: ChatRequest,
  reasoning: Reasoning,
  target: AdaptTarget,
  note: Note,
): Reasoning | undefined => {
  // A server that takes either way of asking is told in the caller's words, unless its model is known.
  if (target.quirks.hasReasoningObject && target.thinking === undefined) return reasoning
  const isKnownNotTo = target.thinking === undefined && target.capabilities?.hasReasoning === false
  const support: ThinkingSupport = isKnownNotTo ? { mode: 'none' } : supportAt(target)
  const isAnthropic = target.dialect === 'anthropic-messages'
  const obstacle = isAnthropic && reasoning.effort !== 'none' ? obstacleTo(request, support) : undefined
  if (obstacle !== undefined) {
    note('dropped', obstacle)
    return undefined
  }
  const plan = planThinking(reasoning, support, note)
  const fitted = isAnthropic && plan !== undefined ? fitAnthropic(plan, request, target, note) : plan
  return fitted && { ...fitted, ...visibility(reasoning, fitted, target) }
}

/** Anthropic refuses thinking beside a forced tool and, with a budget, in the middle of a tool loop that began without it. */
const obstacleTo = ({ toolChoice, turns }: ChatRequest, support: ThinkingSupport): string | undefined => {
  if (toolChoice?.type === 'required' || toolChoice?.type === 'tool')
    return 'This model cannot think when a tool is forced.'
  if (support.mode === 'adaptive') return undefined
  const last = turns.findLast(({ role }) => role === 'assistant')
  const isInLoop =
    last !== undefined && turns.at(-1)?.parts.some(({ type }) => type === 'tool-result') === true
  return isInLoop && !beginsWithThinking(last)
    ? 'This model cannot begin to think in the middle of a tool loop.'
    : undefined
}

const beginsWithThinking = ({ parts }: Turn): boolean =>
  parts[0]?.type === 'thinking' && parts[0].signatures.length > 0

/** Less than this the API refuses. */
const MIN_ANTHROPIC_BUDGET = 1024

/** Anthropic takes a budget only below the answer's limit, and has no budget of its own choice. */
const fitAnthropic = (
  plan: Reasoning,
  { sampling }: ChatRequest,
  { maxOutputTokens = 8192, thinking, quirks }: AdaptTarget,
  note: Note,
): Reasoning | undefined => {
  const takesAdaptive = thinking?.mode === 'adaptive' || (thinking === undefined && quirks.hasEffortLevels)
  const budget = plan.budgetTokens ?? (plan.isAdaptive && !takesAdaptive ? 8192 : undefined)
  if (budget === undefined) return plan
  const budgetTokens = Math.min(budget, (sampling.maxOutputTokens ?? maxOutputTokens) - 1)
  if (budgetTokens < MIN_ANTHROPIC_BUDGET) {
    note('dropped', 'The answer’s limit leaves no room for thinking.')
    return undefined
  }
  if (budgetTokens < budget) note('rewritten', 'Thinking must fit below the limit of the answer.')
  return { budgetTokens }
}

/**
 * A caller who asks for reasoning sees it unless they say otherwise, as in the dialects that show it by themselves.
 * Claude's models that take budgets show their thinking anyway.
 */
const visibility = (asked: Reasoning, plan: Reasoning, { dialect, quirks }: AdaptTarget): Reasoning => {
  const { isVisible } = asked
  if (asked.effort === 'none') return {}
  if (dialect === 'openai-chat' && !quirks.hasReasoningObject) return {}
  const isShownAnyway = dialect === 'anthropic-messages' && plan.budgetTokens !== undefined
  if (dialect === 'openai-chat' || isShownAnyway) return isVisible === false ? { isVisible } : {}
  return { isVisible: isVisible ?? true }
}
