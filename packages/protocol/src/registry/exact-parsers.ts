import type { CallerDialect } from '@gptget/contracts'
import type { ExactParsers } from '../json/exact.ts'
import { parsers as anthropicMessages } from '../dialects/anthropic-messages/parsers.ts'
import { parsers as canonical } from '../dialects/canonical/parsers.ts'
import { parsers as gemini } from '../dialects/gemini/parsers.ts'
import { parsers as openaiChat } from '../dialects/openai-chat/parsers.ts'
import { parsers as openaiResponses } from '../dialects/openai-responses/parsers.ts'

/** How bodies of each dialect are parsed without losing a digit. */
export const EXACT_PARSERS: Record<CallerDialect, ExactParsers> = {
  'openai-chat': openaiChat,
  'openai-responses': openaiResponses,
  'anthropic-messages': anthropicMessages,
  gemini,
  canonical,
}
