import { CAPABILITIES } from '@gptget/protocol'
import type { ChatRequest } from '@gptget/protocol'
import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/**
 * Providers cache prompts from about 1,024 tokens on. With shorter ones there is no reason to keep a route: they are
 * spread by weight.
 */
const MIN_CACHEABLE_CHARACTERS = 4_000
/** Conversations with the same beginning of this length count as one. */
const MAX_HASHED_CHARACTERS = 64 * 1024

/**
 * What all requests of a conversation share, so that they reach the same provider cache: the session that a client
 * names (Claude Code's header, `metadata.user_id`), else the same beginning, if it is marked for the cache or long
 * enough. null: there is nothing to reuse.
 */
export const conversationKeyOf = (
  { headers }: Pick<IncomingMessage, 'headers'>,
  chat: ChatRequest | null,
): string | null => {
  if (chat === null) return null
  const named = headers['x-claude-code-session-id']
  const session = typeof named === 'string' ? named : userIdOf(chat)
  if (session !== null) return hash(['session', session])
  const beginning = beginningOf(chat)
  return isCacheable(chat, beginning) ? hash(['beginning', ...beginning]) : null
}

const hash = (texts: readonly string[]): string => {
  const sha256 = createHash('sha256')
  let left = MAX_HASHED_CHARACTERS
  for (const text of texts) {
    sha256.update(text.slice(0, left)).update('\n')
    left = Math.max(0, left - text.length)
  }
  return sha256.digest('base64url').slice(0, 22)
}

/** The user, for dialects whose clients name their session in it. */
const userIdOf = ({ source, user, metadata }: ChatRequest): string | null =>
  (CAPABILITIES[source].hasUserPerSession ? user : metadata?.user_id) || null

/** The instructions and the first user message, which stay the same while a conversation grows. */
const beginningOf = ({ system, turns }: ChatRequest): string[] => {
  const first = turns.find(({ role }) => role === 'user')
  return [...system, ...(first?.parts ?? [])].flatMap((part) => (part.type === 'text' ? part.text : []))
}

const isCacheable = ({ system, turns, tools }: ChatRequest, beginning: readonly string[]): boolean => {
  const characters = beginning.reduce((sum, text) => sum + text.length, 0)
  if (characters >= MIN_CACHEABLE_CHARACTERS) return true
  const parts = [...system, ...tools, ...turns.flatMap((turn) => turn.parts)]
  return parts.some((part) => 'cache' in part && part.cache !== undefined)
}
