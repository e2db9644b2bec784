import type { CloseReason } from './close-codes.ts'

/** What is known of a session beside what it does. */
export type SessionFacts = {
  id: string
  accountId: string
  keyId: string
  /** By it edges know whose requests a session makes. */
  keyHash: string
  model: string
  type: 'realtime' | 'transcription'
  /** `cascade`, or the provider that it is relayed to. */
  backend: string
  /** The hold that pays it; null where each of its parts is paid by itself. */
  holdSubject: string | null
  createdAtMs: number
  responses: number
  /** As many of them are in its row. */
  notedResponses: number
  costUsd: number
  closeReason: CloseReason | null
}
