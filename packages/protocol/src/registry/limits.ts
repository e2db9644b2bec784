import type { LimitsByDialect } from '../canonical/losses.ts'
import { limits as anthropicMessages } from '../dialects/anthropic-messages/losses.ts'
import { limits as canonical } from '../dialects/canonical/losses.ts'
import { limits as gemini } from '../dialects/gemini/losses.ts'
import { limits as openaiChat } from '../dialects/openai-chat/losses.ts'
import { limits as openaiResponses } from '../dialects/openai-responses/losses.ts'

/** What every dialect cannot say. */
export const LIMITS: LimitsByDialect = {
  'openai-chat': openaiChat,
  'openai-responses': openaiResponses,
  'anthropic-messages': anthropicMessages,
  gemini,
  canonical,
}
