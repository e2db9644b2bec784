import type { Call, SafetyCheck } from './action.ts'

/** A screenshot as it was sent: its size decides the meaning of points on it. */
export type Shot = { base64: string; mediaType: 'image/png' | 'image/jpeg'; width: number; height: number }

/** The result of a call. `image`: the screen, if it was sent with this one; `pruned` if it was removed later. */
export type CallResult = {
  call: Call
  texts: string[]
  isError: boolean
  image: Shot | 'pruned' | null
  /** Checks of the call that a person has approved. */
  acknowledged: SafetyCheck[]
}

/** One answer of a model. `native` is its vendor's format, replayed unchanged. */
export type Turn = {
  text: string
  native: unknown
  calls: Call[]
  finish: 'calls' | 'stop' | 'length' | 'refusal'
}

/** `shot`: the screen when the user sent the message. */
export type UserPart =
  | { type: 'text'; text: string }
  | { type: 'image'; url: string }
  | { type: 'shot'; shot: Shot | 'pruned' }

export const dataUrlOf = ({ mediaType, base64 }: Shot): string => `data:${mediaType};base64,${base64}`

export type Entry =
  | { type: 'user'; parts: UserPart[] }
  /** An earlier answer of any model, as text. */
  | { type: 'said'; text: string }
  | { type: 'turn'; turn: Turn }
  /** `notes`: messages for the model in addition to its results. */
  | { type: 'results'; results: CallResult[]; notes: string[] }
