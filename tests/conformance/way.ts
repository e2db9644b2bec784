import type { Dialect } from '@gptget/contracts'
import type { Answer, Ask } from './conversation.ts'

/** The platform as a caller knows it. */
export type Door = { origin: string; apiKey: string }

/** What an SDK threw: the class of its exception and its HTTP status, if any. */
export type Thrown = { className: string; status: number | undefined }

/** What an SDK may discard. `thoughts` are signatures of reasoning; `signatures` also those of tool calls. */
export type Hidden = 'cost' | 'reasoning' | 'thoughts' | 'signatures'

/** One method of one SDK. */
export type Way = {
  name: string
  inbound: Dialect
  isStream: boolean
  ask(door: Door, model: string, ask: Ask): Promise<Answer>
  /** @throws the error itself if it is not an exception of this SDK */
  readThrown(error: unknown): Thrown
  /** The class of this SDK's exception for each status, and for a broken answer. */
  exceptions: Record<401 | 404 | 429 | 400 | 'broken', string>
  /** Scenarios that this way cannot express, and why. */
  cannotSay: Record<string, string>
  /** Parts of an answer that this way does not return, and why. */
  hides: Partial<Record<Hidden, string>>
}

/** Whether the SDK does not send signed thoughts back. */
export const forgetsThoughts = ({ hides }: Way): boolean =>
  hides.thoughts !== undefined || hides.signatures !== undefined
