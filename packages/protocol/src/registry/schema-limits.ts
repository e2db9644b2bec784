import type { Dialect } from '@gptget/contracts'
import type { SchemaLimits } from '../json-schema/rules.ts'
import { schemas as anthropicMessages } from '../dialects/anthropic-messages/schemas.ts'
import { schemas as gemini } from '../dialects/gemini/schemas.ts'
import { schemas as openaiChat } from '../dialects/openai-chat/schemas.ts'
import { schemas as openaiResponses } from '../dialects/openai-responses/schemas.ts'

/** What every dialect can say in a schema. */
export const SCHEMA_LIMITS: Record<Dialect, SchemaLimits> = {
  'openai-chat': openaiChat,
  'openai-responses': openaiResponses,
  'anthropic-messages': anthropicMessages,
  gemini,
}
