import type { LimitsByDialect } from '../canonical/losses.ts'
import { limits as anthropicMessages } from './anthropic-messages/losses.ts'
import { limits as canonical } from './canonical/losses.ts'
import { limits as gemini } from './gemini/losses.ts'
import { limits as openaiChat } from './openai-chat/losses.ts'
import { limits as openaiResponses } from './openai-responses/losses.ts'

/** What every dialect cannot say. */
export const LIMITS: LimitsByDialect = {
  'openai-chat': openaiChat,
  'openai-responses': openaiResponses,
  'anthropic-messages': anthropicMessages,
  gemini,
  canonical,
}
