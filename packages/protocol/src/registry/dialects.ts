import type { ClientFacing, ErrorForm, Relay, UpstreamFacing } from '../dialect.ts'
import type { CallerDialect, Dialect } from '@gptget/contracts'
import * as anthropicMessages from '../dialects/anthropic-messages/index.ts'
import * as canonical from '../dialects/canonical/index.ts'
import * as gemini from '../dialects/gemini/index.ts'
import * as openaiChat from '../dialects/openai-chat/index.ts'
import * as openaiResponses from '../dialects/openai-responses/index.ts'

/** The half of every dialect that faces our callers. */
export const CLIENT_FACING: Record<CallerDialect, ClientFacing> = {
  'openai-chat': openaiChat.clientFacing,
  'openai-responses': openaiResponses.clientFacing,
  'anthropic-messages': anthropicMessages.clientFacing,
  gemini: gemini.clientFacing,
  canonical: canonical.clientFacing,
}

/** The half of every dialect that faces providers. */
export const UPSTREAM_FACING: Record<CallerDialect, UpstreamFacing> = {
  'openai-chat': openaiChat.upstreamFacing,
  'openai-responses': openaiResponses.upstreamFacing,
  'anthropic-messages': anthropicMessages.upstreamFacing,
  gemini: gemini.upstreamFacing,
  canonical: canonical.upstreamFacing,
}

/** How every dialect shows a failure. */
export const ERROR_FORMS: Record<CallerDialect, ErrorForm> = {
  'openai-chat': openaiChat.errorForm,
  'openai-responses': openaiResponses.errorForm,
  'anthropic-messages': anthropicMessages.errorForm,
  gemini: gemini.errorForm,
  canonical: canonical.errorForm,
}

/** How an answer is passed on when caller and provider speak the same dialect. */
export const RELAYS: Record<Dialect, Relay> = {
  'openai-chat': openaiChat.relay,
  'openai-responses': openaiResponses.relay,
  'anthropic-messages': anthropicMessages.relay,
  gemini: gemini.relay,
}

/** The shapes each dialect's callers send, for who describes them. */
export * as openAiChatWire from '../dialects/openai-chat/wire.ts'
export * as openAiResponsesWire from '../dialects/openai-responses/wire.ts'
export * as anthropicMessagesWire from '../dialects/anthropic-messages/wire.ts'
export * as geminiWire from '../dialects/gemini/wire.ts'
