import type { ReasoningEffort } from './request.ts'

/** A level of effort that a model takes by name. Whether thinking can be turned off (`none`) is `canDisable`. */
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

/**
 * A budget of thinking tokens. The provider refuses what lies outside; without `maxTokens` the answer's limit is the
 * only one.
 */
export type ThinkingBudget = { minTokens: number; maxTokens?: number }

/**
 * How a model thinks and what a caller may set of it. Catalog data, read from the vendor's pages; absent where it was
 * not looked up. `efforts`: only these are taken, weakest first. `canDisable`: the model also answers without thinking.
 */
export type ThinkingSupport =
  /** It never thinks: every setting is refused or ignored. */
  | { mode: 'none' }
  /** It always thinks, and nothing can be set. */
  | { mode: 'fixed' }
  /** Thinking is on or off, and nothing else can be set. */
  | { mode: 'toggle' }
  /** A number of tokens: Gemini 2.5's `thinkingBudget`, `budget_tokens` of Claude up to 4.5. */
  | ({ mode: 'budget'; canDisable: boolean } & ThinkingBudget)
  /** A named level: OpenAI's `reasoning_effort`, Gemini 3's `thinkingLevel`. */
  | { mode: 'effort'; efforts: readonly ThinkingEffort[]; canDisable: boolean }
  /**
   * The model decides by itself, steered by a level: `thinking: { type: 'adaptive' }` with `output_config.effort`.
   * `budget`: a fixed budget is still taken as well; without it, `thinking: { type: 'enabled' }` is refused.
   */
  | { mode: 'adaptive'; efforts: readonly ThinkingEffort[]; canDisable: boolean; budget?: ThinkingBudget }

/** A way of thinking that a dialect has no words for (`foreign`), as levels. */
export const asLevels = (
  support: ThinkingSupport,
  foreign: readonly ThinkingSupport['mode'][],
): ThinkingSupport => {
  if (!foreign.includes(support.mode) || !('canDisable' in support)) return support
  const efforts = 'efforts' in support ? support.efforts : THINKING_EFFORTS.slice(1, 4)
  return { mode: 'effort', efforts, canDisable: support.canDisable }
}
