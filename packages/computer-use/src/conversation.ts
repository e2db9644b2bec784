import type { Call, SafetyCheck } from './action.ts'

/** A picture of the screen as it was sent: its size says how points on it are meant. */
export type Shot = { base64: string; mediaType: 'image/png' | 'image/jpeg'; width: number; height: number }

/** What came of a call. `image`: the screen, if it was shown with this one; `pruned` where it was taken out later. */
export type CallResult = {
  call: Call
  texts: string[]
  isError: boolean
  image: Shot | 'pruned' | null
  /** Checks of the call that a person has agreed to. */
  acknowledged: SafetyCheck[]
}

/** One answer of a model. `native` is what it wrote in its vendor's own form, replayed as it is. */
export type Turn = {
  text: string
  native: unknown
  calls: Call[]
  finish: 'calls' | 'stop' | 'length' | 'refusal'
}

/** `shot`: the screen as it was when the user spoke. */
export type UserPart =
  | { type: 'text'; text: string }
  | { type: 'image'; url: string }
  | { type: 'shot'; shot: Shot | 'pruned' }

export const dataUrlOf = ({ mediaType, base64 }: Shot): string => `data:${mediaType};base64,${base64}`

export type Entry =
  | { type: 'user'; parts: UserPart[] }
  /** What a model said before, whichever it was. */
  | { type: 'said'; text: string }
  | { type: 'turn'; turn: Turn }
  /** `notes`: what the model is told beside its results. */
  | { type: 'results'; results: CallResult[]; notes: string[] }
