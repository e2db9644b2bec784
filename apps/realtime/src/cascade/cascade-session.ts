import type { SessionPort } from '../backends/backend.ts'
import type { Context } from '../context.ts'
import type { Conversation } from './conversation.ts'

/** What all parts of a cascade's session share. */
export type CascadeSession = {
  context: Context
  port: SessionPort
  conversation: Conversation
  /** Aborts at the end of the session. */
  signal: AbortSignal
  /** Tells the client of a failure that no event of theirs caused. */
  fail: (error: unknown) => void
}

/** The id of a session's conversation. */
export const conversationIdOf = ({ id }: SessionPort): string => id.replace(/^sess/, 'conv')
