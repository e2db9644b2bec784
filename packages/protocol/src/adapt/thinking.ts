import { THINKING_EFFORTS } from '../canonical/thinking.ts'
import type { ThinkingBudget, ThinkingEffort, ThinkingSupport } from '../canonical/thinking.ts'
import { CAPABILITIES } from '../registry/dialects.ts'
import type { AdaptTarget } from './adapt.ts'
import type { ChatRequest } from '../canonical/request.ts'

export type Reasoning = NonNullable<ChatRequest['reasoning']>

/** Reports the change of the setting to the caller: the last report counts. */
export type Note = (action: 'dropped' | 'rewritten', reason: string) => void

/** Tokens for each level, between what the providers document for theirs. */
const BUDGETS: Record<ThinkingEffort, number> = {
  minimal: 1024,
  low: 2048,
  medium: 8192,
  high: 16_384,
  xhigh: 24_576,
  max: 32_000,
}

const OFF: Reasoning = { effort: 'none' }

/** How a model reasons, in the terms of the target's dialect; if unknown, the dialect's default. */
export const supportAt = ({ thinking, dialect, quirks }: AdaptTarget): ThinkingSupport => {
  const words = CAPABILITIES[dialect].thinking
  return thinking === undefined ? words.usual(quirks) : words.inWords(thinking, quirks)
}

/** The reasoning setting for a model; undefined without one. */
export const planThinking = (
  asked: Reasoning,
  support: ThinkingSupport,
  note: Note,
): Reasoning | undefined => {
  switch (support.mode) {
    case 'none':
      if (asked.effort !== 'none') note('dropped', 'This model does not reason.')
      return undefined
    case 'fixed':
      return planFixed(asked, note)
    case 'toggle':
      return planToggle(asked, note)
    case 'budget':
      return planBudget(asked, support, note)
    case 'effort':
      return planEffort(asked, support, note)
    case 'adaptive':
      return planAdaptive(asked, support, note)
  }
}

const saysHowMuch = ({ effort, budgetTokens }: Reasoning): boolean =>
  effort !== undefined || budgetTokens !== undefined

const planFixed = (asked: Reasoning, note: Note): Reasoning | undefined => {
  if (saysHowMuch(asked)) note('dropped', 'The reasoning of this model cannot be changed.')
  return asked.isVisible === undefined ? undefined : {}
}

const planToggle = (asked: Reasoning, note: Note): Reasoning => {
  if (asked.effort === 'none') return OFF
  if (saysHowMuch(asked)) note('rewritten', 'This model can only switch reasoning on or off.')
  return { isAdaptive: true }
}

const ALWAYS = 'This model cannot switch reasoning off; the lowest setting was used.'
const UNITS = 'Levels and budgets of reasoning differ between providers.'

type Mode<Name extends ThinkingSupport['mode']> = Extract<ThinkingSupport, { mode: Name }>

const planBudget = (asked: Reasoning, support: Mode<'budget'>, note: Note): Reasoning => {
  if (asked.effort === 'none') {
    if (support.canDisable) return OFF
    note('rewritten', ALWAYS)
    return { budgetTokens: support.minTokens }
  }
  if (!saysHowMuch(asked)) return { isAdaptive: true }
  const wanted = asked.budgetTokens ?? BUDGETS[levelOf(asked)]
  const budgetTokens = clamp(wanted, support)
  if (asked.budgetTokens === undefined) note('rewritten', UNITS)
  else if (budgetTokens !== wanted) note('rewritten', rangeOf(support))
  else if (asked.effort !== undefined)
    note('rewritten', 'This model accepts a reasoning budget, but no level in addition.')
  return { budgetTokens }
}

const clamp = (tokens: number, { minTokens, maxTokens = Infinity }: ThinkingBudget): number =>
  Math.min(Math.max(tokens, minTokens), maxTokens)

const rangeOf = ({ minTokens, maxTokens }: ThinkingBudget): string =>
  maxTokens === undefined
    ? `This model reasons with at least ${minTokens} tokens.`
    : `This model reasons with ${minTokens} to ${maxTokens} tokens.`

const planEffort = (asked: Reasoning, support: Mode<'effort'>, note: Note): Reasoning => {
  if (asked.effort === 'none' && support.canDisable) return OFF
  if (!saysHowMuch(asked) && !asked.isAdaptive) return {}
  return { effort: effortOf(asked, support.efforts, note) }
}

const planAdaptive = (asked: Reasoning, support: Mode<'adaptive'>, note: Note): Reasoning => {
  if (asked.effort === 'none' && support.canDisable) return OFF
  if (support.budget !== undefined && asked.effort === undefined && asked.budgetTokens !== undefined)
    return planBudget(asked, { mode: 'budget', canDisable: true, ...support.budget }, note)
  const effort = saysHowMuch(asked) ? effortOf(asked, support.efforts, note) : undefined
  return { isAdaptive: true, ...(effort === undefined ? {} : { effort }) }
}

const effortOf = (asked: Reasoning, efforts: readonly ThinkingEffort[], note: Note): ThinkingEffort => {
  if (asked.effort === 'none') {
    note('rewritten', ALWAYS)
    return efforts[0]!
  }
  const nearest = nearestEffort(levelOf(asked), efforts)
  if (asked.budgetTokens !== undefined) note('rewritten', UNITS)
  else if (asked.effort !== undefined && nearest !== asked.effort)
    note('rewritten', `This model supports these levels of effort: ${efforts.join(', ')}.`)
  return nearest
}

const levelOf = ({ effort, budgetTokens }: Reasoning): ThinkingEffort => {
  if (effort !== undefined && effort !== 'none') return effort
  if (budgetTokens === undefined) return 'medium'
  return budgetTokens <= 2048 ? 'low' : budgetTokens <= 8192 ? 'medium' : 'high'
}

const distance = (effort: ThinkingEffort, place: number): number =>
  Math.abs(THINKING_EFFORTS.indexOf(effort) - place)

/** Of two equally close ones the weaker, which costs less. */
const nearestEffort = (wanted: ThinkingEffort, efforts: readonly ThinkingEffort[]): ThinkingEffort => {
  const place = THINKING_EFFORTS.indexOf(wanted)
  const ordered = THINKING_EFFORTS.filter((effort) => efforts.includes(effort))
  return ordered.reduce((nearest, effort) =>
    distance(effort, place) < distance(nearest, place) ? effort : nearest,
  )
}
