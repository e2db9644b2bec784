import { asLevels, THINKING_EFFORTS } from '../canonical/thinking.ts'
import type { DialectCapabilities, ThinkingCapabilities } from '../capabilities.ts'

/** Fields with the same name in both of OpenAI's dialects (`openai` 7.59). */
export const OPENAI_FIELDS: ReadonlySet<string> = new Set([
  'prompt_cache_retention',
  'prompt_cache_options',
  'safety_identifier',
  'service_tier',
])

/** Reasoning is requested by a level. */
export const levelThinking: Pick<ThinkingCapabilities, 'usual' | 'inWords'> = {
  usual: () => ({ mode: 'effort', efforts: THINKING_EFFORTS, canDisable: true }),
  inWords: (support, { hasReasoningObject }) =>
    hasReasoningObject ? support : asLevels(support, ['adaptive', 'budget']),
}

/**
 * What OpenAI's two dialects have in common. They share one file store. Names of tools: `FunctionDefinition.name` of
 * `openai` 7.59.
 */
export const OPENAI_FAMILY = {
  family: 'openai',
  toolChoiceField: 'tool_choice',
  requestIdHeaders: ['x-request-id'],
  toolNames: { first: 'a-zA-Z0-9_-', rest: 'a-zA-Z0-9_-', maxLength: 64 },
  hasPlainReasoning: () => false,
  hasPictureDetail: true,
  hasOutputDescription: true,
  hasPicturesInAnswers: false,
  hasFileContext: false,
  hasFailedResults: false,
  hasInstructionTurns: true,
  hasAnswerFirst: true,
  hasBlankTexts: true,
  hasJsonMode: true,
  sampling: {},
  auth: 'bearer',
  requiredHeaders: {},
} satisfies Partial<DialectCapabilities>
