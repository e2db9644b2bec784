import { CAPABILITIES } from '../registry/dialects.ts'
import type { ThinkingSupport } from '../canonical/thinking.ts'
import type { Adaptation, AdaptTarget } from './adapt.ts'
import type { Loss } from '../canonical/losses.ts'
import type { ChatRequest, Turn } from '../canonical/request.ts'
import { planThinking, supportAt, type Note, type Reasoning } from './thinking.ts'

/** Converts reasoning effort to what the model supports: a level, a budget, a switch or nothing. */
export const adaptReasoning: Adaptation = (request, target, losses) => {
  const { reasoning } = request
  if (reasoning === undefined) return request
  let loss: Loss | undefined
  const note: Note = (action, reason) => {
    loss = { param: CAPABILITIES[request.source].fields.reasoning ?? 'reasoning', action, reason }
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
  // A server that accepts both forms gets the caller's, unless its model is known.
  if (target.quirks.hasReasoningObject && target.thinking === undefined) return reasoning
  const isKnownNotTo = target.thinking === undefined && target.capabilities?.hasReasoning === false
  const support: ThinkingSupport = isKnownNotTo ? { mode: 'none' } : supportAt(target)
  const { isRefusedInToolLoops } = CAPABILITIES[target.dialect].thinking
  const obstacle =
    isRefusedInToolLoops && reasoning.effort !== 'none' ? obstacleTo(request, support) : undefined
  if (obstacle !== undefined) {
    note('dropped', obstacle)
    return undefined
  }
  const plan = planThinking(reasoning, support, note)
  const roomy = plan && leaveRoom(plan, request, support)
  const fitted = roomy && fitBudget(roomy, request, target, note)
  return fitted && { ...fitted, ...visibility(reasoning, fitted, target) }
}

/** Reasoning is refused with a forced tool and, with a budget, in the middle of a tool loop that began without it. */
const obstacleTo = ({ toolChoice, turns }: ChatRequest, support: ThinkingSupport): string | undefined => {
  if (toolChoice?.type === 'required' || toolChoice?.type === 'tool')
    return 'This model cannot reason when a tool is forced.'
  if (support.mode === 'adaptive') return undefined
  const last = turns.findLast(({ role }) => role === 'assistant')
  const isInLoop =
    last !== undefined && turns.at(-1)?.parts.some(({ type }) => type === 'tool-result') === true
  return isInLoop && !beginsWithThinking(last)
    ? 'This model cannot start reasoning in the middle of a tool loop.'
    : undefined
}

const beginsWithThinking = ({ parts }: Turn): boolean =>
  parts[0]?.type === 'thinking' && parts[0].signatures.length > 0

/** How much of an answer's limit a level of reasoning may use. OpenRouter has 80 % for `high`. */
const MOST_OF_LIMIT = 0.8

/** A level must not become a budget that leaves nothing of the caller's limit for the answer itself. */
const leaveRoom = (
  plan: Reasoning,
  { reasoning, sampling }: ChatRequest,
  support: ThinkingSupport,
): Reasoning => {
  const { maxOutputTokens: limit } = sampling
  const isFromLevel = reasoning?.budgetTokens === undefined && plan.budgetTokens !== undefined
  if (!isFromLevel || limit === undefined) return plan
  const least = support.mode === 'budget' ? support.minTokens : 0
  const most = Math.max(Math.floor(limit * MOST_OF_LIMIT), least)
  return { ...plan, budgetTokens: Math.min(plan.budgetTokens!, most) }
}

/** If a budget must be below the answer's limit, and the server does not choose one. */
const fitBudget = (
  plan: Reasoning,
  { sampling }: ChatRequest,
  { dialect, maxOutputTokens = 8192, thinking, quirks }: AdaptTarget,
  note: Note,
): Reasoning | undefined => {
  const { budgetWithinAnswer: rule } = CAPABILITIES[dialect].thinking
  if (rule === undefined) return plan
  const takesAdaptive = thinking?.mode === 'adaptive' || (thinking === undefined && quirks.hasEffortLevels)
  const budget = plan.budgetTokens ?? (plan.isAdaptive && !takesAdaptive ? rule.usualTokens : undefined)
  if (budget === undefined) return plan
  const budgetTokens = Math.min(budget, (sampling.maxOutputTokens ?? maxOutputTokens) - 1)
  if (budgetTokens < rule.minTokens) {
    note('dropped', 'The limit of the answer leaves no tokens for reasoning.')
    return undefined
  }
  if (budgetTokens < budget) note('rewritten', 'The reasoning budget must be below the limit of the answer.')
  return { budgetTokens }
}

/** Callers who request reasoning see it unless they say otherwise, as in the dialects that always show it. */
const visibility = (asked: Reasoning, plan: Reasoning, { dialect, quirks }: AdaptTarget): Reasoning => {
  const { isVisible } = asked
  const isShown = CAPABILITIES[dialect].thinking.isShown(plan, quirks)
  if (asked.effort === 'none' || isShown === 'fixed') return {}
  if (isShown) return isVisible === false ? { isVisible } : {}
  return { isVisible: isVisible ?? true }
}
