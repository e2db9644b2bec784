import type { Dialect } from '@gptget/contracts'

/** What a tool may be called: how it may begin, what it may hold besides, how long it may be. */
export type ToolNameRule = { first: string; rest: string; maxLength: number }

const plain: ToolNameRule = { first: 'a-zA-Z0-9_-', rest: 'a-zA-Z0-9_-', maxLength: 64 }

/**
 * OpenAI: `FunctionDefinition.name` of `openai` 7.57. Anthropic: `ToolUnion` names must match `^[a-zA-Z0-9_-]{1,64}$` (newer
 * versions of the API take 128). Google: `FunctionDeclaration.name` of `@google/genai` 3.1, whose servers take 64 everywhere.
 */
export const TOOL_NAMES: Record<Dialect, ToolNameRule> = {
  'openai-chat': plain,
  'openai-responses': plain,
  'anthropic-messages': plain,
  gemini: { first: 'a-zA-Z_', rest: 'a-zA-Z0-9_.:-', maxLength: 64 },
}
