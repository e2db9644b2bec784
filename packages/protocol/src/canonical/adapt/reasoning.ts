import type { Dialect } from '@gptget/contracts'
import { LIMITS } from '../../dialects/limits.ts'
import type { Adaptation, AdaptTarget } from '../adapt.ts'
import type { Loss } from '../losses.ts'
import type { ChatRequest, ReasoningEffort, Turn } from '../request.ts'

type Reasoning = NonNullable<ChatRequest['reasoning']>

/** Says how hard to think in the words of the target: a level or a budget. */
export const adaptReasoning: Adaptation = (request, target, losses) => {
  const { reasoning } = request
  if (reasoning === undefined) return request
  const note = (action: Loss['action'], reason: string) =>
    losses.push({ param: LIMITS[request.source].fields.reasoning ?? 'reasoning', action, reason })
  if (target.capabilities?.hasReasoning === false) {
    if (reasoning.effort !== 'none') note('dropped', 'This model does not reason.')
    return { ...request, reasoning: undefined }
  }
  const obstacle = target.dialect === 'anthropic-messages' ? thinkingObstacle(request) : undefined
  if (obstacle !== undefined && reasoning.effort !== 'none') {
    note('dropped', obstacle)
    return { ...request, reasoning: undefined }
  }
  const adapted = TRANSLATORS[target.dialect](reasoning, request, target)
  if (isChanged(reasoning, adapted))
    note('rewritten', 'Levels and budgets of reasoning differ between providers.')
  return { ...request, reasoning: adapted }
}

const isChanged = (before: Reasoning, after: Reasoning | undefined): boolean =>
  before.effort !== after?.effort || before.budgetTokens !== after?.budgetTokens

/** Anthropic refuses thinking beside a forced tool, and in the middle of a tool loop that began without it. */
const thinkingObstacle = ({ toolChoice, turns }: ChatRequest): string | undefined => {
  if (toolChoice?.type === 'required' || toolChoice?.type === 'tool')
    return 'This model cannot think when a tool is forced.'
  const last = turns.findLast(({ role }) => role === 'assistant')
  const isInLoop =
    last !== undefined && turns.at(-1)?.parts.some(({ type }) => type === 'tool-result') === true
  return isInLoop && !beginsWithThinking(last)
    ? 'This model cannot begin to think in the middle of a tool loop.'
    : undefined
}

const beginsWithThinking = ({ parts }: Turn): boolean =>
  parts[0]?.type === 'thinking' && parts[0].signatures.length > 0

/** Tokens for each level, chosen between what the providers document for theirs. */
const BUDGETS: Record<ReasoningEffort, number> = {
  none: 0,
  minimal: 1024,
  low: 2048,
  medium: 8192,
  high: 16_384,
  xhigh: 24_576,
  max: 32_000,
}

const levelOf = ({ effort, budgetTokens }: Reasoning): ReasoningEffort => {
  if (effort !== undefined) return effort
  if (budgetTokens === undefined) return 'medium'
  return budgetTokens <= 2048 ? 'low' : budgetTokens <= 8192 ? 'medium' : 'high'
}

type Translator = (reasoning: Reasoning, request: ChatRequest, target: AdaptTarget) => Reasoning | undefined

const OFF: Reasoning = { effort: 'none' }

/** A caller who asks for reasoning sees it unless they say otherwise, as in the dialects that show it by themselves. */
const visible = ({ isVisible }: Reasoning): { isVisible: boolean } => ({ isVisible: isVisible ?? true })

const toOpenAi: Translator = (reasoning, _request, { quirks, dialect }) => {
  if (quirks.hasReasoningObject) return reasoning
  return { effort: levelOf(reasoning), ...(dialect === 'openai-responses' ? visible(reasoning) : {}) }
}

const toAnthropic: Translator = (reasoning, request, target) => {
  if (reasoning.effort === 'none') return OFF
  if (target.quirks.hasEffortLevels) {
    const level = levelOf(reasoning)
    return { effort: level === 'minimal' ? 'low' : level, isAdaptive: true, ...visible(reasoning) }
  }
  const room = (request.sampling.maxOutputTokens ?? target.maxOutputTokens ?? 8192) - 1
  const budgetTokens = Math.min(reasoning.budgetTokens ?? BUDGETS[levelOf(reasoning)], room)
  // Less than this the API refuses.
  if (budgetTokens < 1024) return undefined
  // Models that take budgets show their thinking anyway.
  return { budgetTokens, ...(reasoning.isVisible === false ? { isVisible: false } : {}) }
}

const GEMINI_LEVELS: Partial<Record<ReasoningEffort, ReasoningEffort>> = {
  none: 'minimal',
  xhigh: 'high',
  max: 'high',
}

const toGemini: Translator = (reasoning, _request, { quirks }) => {
  if (quirks.hasEffortLevels) {
    const level = levelOf(reasoning)
    return { effort: GEMINI_LEVELS[level] ?? level, ...(level === 'none' ? {} : visible(reasoning)) }
  }
  if (reasoning.effort === 'none') return OFF
  if (reasoning.effort === undefined && reasoning.budgetTokens === undefined)
    return { isAdaptive: true, ...visible(reasoning) }
  return { budgetTokens: reasoning.budgetTokens ?? BUDGETS[levelOf(reasoning)], ...visible(reasoning) }
}

const TRANSLATORS: Record<Dialect, Translator> = {
  'openai-chat': toOpenAi,
  'openai-responses': toOpenAi,
  'anthropic-messages': toAnthropic,
  gemini: toGemini,
}
