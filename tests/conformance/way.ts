import type { Dialect } from '@gptget/contracts'
import type { Answer, Ask } from './conversation.ts'

/** The platform as a caller knows it. */
export type Door = { origin: string; apiKey: string }

/** What an SDK threw: its own exception's class and the HTTP status it carries, if any. */
export type Thrown = { className: string; status: number | undefined }

/** What an SDK may throw away; `thoughts` are signatures of reasoning, `signatures` those of tool calls too. */
export type Hidden = 'cost' | 'reasoning' | 'thoughts' | 'signatures'

/** One method of one SDK. */
export type Way = {
  name: string
  inbound: Dialect
  isStream: boolean
  ask(door: Door, model: string, ask: Ask): Promise<Answer>
  /** @throws what it is given, when it is no exception of this SDK. */
  readThrown(error: unknown): Thrown
  /** The class of this SDK's exception for each status, and for an answer that broke. */
  exceptions: Record<401 | 404 | 429 | 400 | 'broken', string>
  /** Scenarios that this way has no words for, and why. */
  cannotSay: Record<string, string>
  /** What of an answer this way does not show, and why. */
  hides: Partial<Record<Hidden, string>>
}

/** Whether the SDK does not give signed thoughts back. */
export const forgetsThoughts = ({ hides }: Way): boolean =>
  hides.thoughts !== undefined || hides.signatures !== undefined
