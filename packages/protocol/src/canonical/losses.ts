import { PublicError } from '@gptget/errors'
import type { Range, RangedSetting } from './ranges.ts'
import type { ChatRequest } from './request.ts'

/** A field that does not reach the provider unchanged. */
export type Loss = {
  /** The field by the caller's name. */
  param: string
  /**
   * `ignored`: a hint without effect on the answer was dropped (a cache marker, reasoning that no provider accepts
   * back). It is reported, but never refused.
   */
  action: 'dropped' | 'rewritten' | 'ignored'
  reason: string
}

/** The canonical fields that not every dialect has. */
export type Field =
  | keyof ChatRequest['sampling']
  | 'allowsParallelToolCalls'
  | 'cache'
  | 'cacheKey'
  | 'citations'
  | 'detail'
  | 'metadata'
  | 'output'
  | 'reasoning'
  | 'serviceTier'
  | 'user'

/** What happens to a caller's extra field if the provider has another dialect. */
export type ExtensionRule =
  /** Our own services use it. */
  | { action: 'handled' }
  | { action: 'dropped' | 'ignored'; reason: string }
  /**
   * Without it the answer would be different: the caller is told, if `isNeeded` says that it matters, or which field of
   * it does.
   */
  | { action: 'refused'; reason: string; isNeeded?: (value: unknown) => boolean | string }

/** The known facts of a model. Unknown is not false: only what it surely lacks is refused. */
export type Capabilities = {
  hasTools?: boolean
  /** False if the model refuses a forced tool choice. */
  hasForcedTools?: boolean
  hasImages?: boolean
  hasFiles?: boolean
  hasAudioInput?: boolean
  hasReasoning?: boolean
  /** Its answers may hold images. */
  hasImageOutput?: boolean
  /** False if the model refuses sampling settings: temperature, top-p, top-k. */
  hasSampling?: boolean
  /** False if the model refuses a conversation that ends with an answer. */
  hasPrefill?: boolean
  /** Settings that it refuses, although its provider's dialect has words for them. */
  refuses?: readonly Field[]
  /** Numbers that it takes, where these are fewer than the dialect has. */
  ranges?: Partial<Record<RangedSetting, Range>>
}

/** The text of reasoning, without the proof for its provider that it is its own. */
export const UNSIGNED: Loss = {
  param: 'unsigned reasoning',
  action: 'ignored',
  reason: 'This model’s provider accepts only reasoning that it signed itself.',
}

/** The refusal of something that the chosen model or dialect does not support. */
export const unsupported = (param: string, reason: string): PublicError =>
  new PublicError('unsupported_parameter', `${param}: ${reason}`, { param })

/** Whether the caller requested something that is not done. */
export const changesAnswer = ({ action }: Loss): boolean => action !== 'ignored'

/** A caller who sends `strict` gets a refusal instead of a loss. @throws PublicError naming the first. */
export const refuseLosses = (all: readonly Loss[]): void => {
  const losses = all.filter(changesAnswer)
  const first = losses[0]
  if (first === undefined) return
  const names = losses.map(({ param }) => param).join(', ')
  throw new PublicError(
    'unsupported_parameter',
    `In strict mode nothing is changed, but ${names} would be: ${first.reason}`,
    {
      param: first.param,
      metadata: { losses },
    },
  )
}
