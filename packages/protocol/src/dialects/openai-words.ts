import { onlyWords, type ReadFields } from './unread-fields.ts'

/** `PromptCacheBreakpoint` of `openai` 7.59, in both of OpenAI's dialects. */
export const breakpoint: ReadFields = onlyWords({ mode: ['explicit'], ttl: ['30m', '12h'] })

/** What the text of a custom tool can be held to. Chat Completions has the grammar in an object of its own. */
export const customFormat: ReadFields = onlyWords(
  { type: ['text', 'grammar'] },
  'grammar',
  'syntax',
  'definition',
)
