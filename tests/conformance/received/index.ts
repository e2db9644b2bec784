import { readAnthropicMessages } from './anthropic-messages.ts'
import { readGemini } from './gemini.ts'
import { readOpenAiChat } from './openai-chat.ts'
import { readOpenAiResponses } from './openai-responses.ts'
import type { Readers } from './seen.ts'

export const READ_RECEIVED: Readers = {
  'openai-chat': readOpenAiChat,
  'openai-responses': readOpenAiResponses,
  'anthropic-messages': readAnthropicMessages,
  gemini: readGemini,
}
