import type { CloseReason } from './close-codes.ts'

/** Facts about a session. */
export type SessionFacts = {
  id: string
  accountId: string
  keyId: string
  /** Lets edges know whose requests a session sends. */
  keyHash: string
  model: string
  type: 'realtime' | 'transcription'
  /** `cascade`, or the provider that it is relayed to. */
  backend: string
  /** The hold that pays for it; null if each of its parts is paid for separately. */
  holdSubject: string | null
  createdAtMs: number
  responses: number
  /** The facts that its row also has. */
  notedResponses: number
  costUsd: number
  closeReason: CloseReason | null
}
