import type { ReasoningEffort } from './request.ts'

/** A named level of effort. Whether reasoning can be switched off (`none`) is in `canDisable`. */
export type ThinkingEffort = Exclude<ReasoningEffort, 'none'>

/** From the weakest to the strongest. */
export const THINKING_EFFORTS: readonly ThinkingEffort[] = [
  'minimal',
  'low',
  'medium',
  'high',
  'xhigh',
  'max',
]

/** Every level of effort. */
export const EFFORTS: readonly ReasoningEffort[] = ['none', ...THINKING_EFFORTS]

const KNOWN_EFFORTS: ReadonlyMap<string, ReasoningEffort> = new Map(EFFORTS.map((effort) => [effort, effort]))

/** The level that a caller's word means; undefined for words that only a newer version of a dialect has. */
export const knownEffort = (word: string | null | undefined): ReasoningEffort | undefined =>
  KNOWN_EFFORTS.get(word ?? '')

/**
 * A budget of reasoning tokens. The provider refuses values outside; without `maxTokens` only the answer's limit
 * applies.
 */
export type ThinkingBudget = { minTokens: number; maxTokens?: number }

/**
 * How a model reasons and what a caller may set. Catalog data, from the vendors' pages; undefined if it was not looked
 * up. `efforts`: the only accepted ones, weakest first. `canDisable`: the model also answers without reasoning.
 */
export type ThinkingSupport =
  /** It never reasons: every setting is refused or ignored. */
  | { mode: 'none' }
  /** It always reasons, without settings. */
  | { mode: 'fixed' }
  /** Reasoning is on or off, without other settings. */
  | { mode: 'toggle' }
  /** A number of tokens: Gemini 2.5's `thinkingBudget`, `budget_tokens` of Claude up to 4.5. */
  | ({ mode: 'budget'; canDisable: boolean } & ThinkingBudget)
  /** A named level: OpenAI's `reasoning_effort`, Gemini 3's `thinkingLevel`. */
  | { mode: 'effort'; efforts: readonly ThinkingEffort[]; canDisable: boolean }
  /**
   * The model decides by itself, controlled by a level: `thinking: { type: 'adaptive' }` with `output_config.effort`.
   * `budget`: a fixed budget is also accepted; without it, `thinking: { type: 'enabled' }` is refused.
   */
  | { mode: 'adaptive'; efforts: readonly ThinkingEffort[]; canDisable: boolean; budget?: ThinkingBudget }

/** A kind of reasoning that a dialect does not have (`foreign`), as levels. */
export const asLevels = (
  support: ThinkingSupport,
  foreign: readonly ThinkingSupport['mode'][],
): ThinkingSupport => {
  if (!foreign.includes(support.mode) || !('canDisable' in support)) return support
  const efforts = 'efforts' in support ? support.efforts : THINKING_EFFORTS.slice(1, 4)
  return { mode: 'effort', efforts, canDisable: support.canDisable }
}
