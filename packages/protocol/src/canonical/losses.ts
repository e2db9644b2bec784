import { PublicError } from '@gptget/errors'
import type { ChatRequest } from './request.ts'

/** A field that does not reach the provider as the caller wrote it. */
export type Loss = {
  /** The field by the caller's own name. */
  param: string
  /**
   * `ignored`: a hint that changes no answer did not arrive (a mark of what may be cached, a thought that no provider
   * takes back). It is named, and refused to nobody.
   */
  action: 'dropped' | 'rewritten' | 'ignored'
  reason: string
}

/** The canonical fields that not every dialect can say. */
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

/** What becomes of a caller's extra field when the provider speaks another dialect. */
export type ExtensionRule =
  /** Our own services act on it. */
  | { action: 'handled' }
  | { action: 'dropped' | 'ignored'; reason: string }
  /** Without it the answer would be another one: the caller is told so, where `isNeeded` says that it matters. */
  | { action: 'refused'; reason: string; isNeeded?: (value: unknown) => boolean }

/** What is known of a model. Unknown is not false: only what it surely lacks is refused. */
export type Capabilities = {
  hasTools?: boolean
  /** False where the model refuses to be told that it must call a tool, or which. */
  hasForcedTools?: boolean
  hasImages?: boolean
  hasFiles?: boolean
  hasAudioInput?: boolean
  hasReasoning?: boolean
  /** False where the model refuses to be told how to choose its words: temperature, top-p, top-k. */
  hasSampling?: boolean
}

/** Words of reasoning, without what shows their provider that they are its own. */
export const UNSIGNED: Loss = {
  param: 'unsigned reasoning',
  action: 'ignored',
  reason: 'This model’s provider accepts only reasoning that it signed itself.',
}

/** The refusal of something the chosen model or dialect cannot do. */
export const unsupported = (param: string, reason: string): PublicError =>
  new PublicError('unsupported_parameter', `${param}: ${reason}`, { param })

/** Whether the caller asked for something that is not done. */
export const changesAnswer = ({ action }: Loss): boolean => action !== 'ignored'

/** A caller who asked for `strict` gets a refusal instead of a loss. @throws PublicError naming the first. */
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
