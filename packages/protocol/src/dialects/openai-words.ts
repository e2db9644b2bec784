import { onlyWords, type ReadFields } from './unread-fields.ts'

/** `PromptCacheBreakpoint` of `openai` 7.59, in both of OpenAI's dialects. */
export const breakpoint: ReadFields = onlyWords({ mode: ['explicit'], ttl: ['30m', '12h'] })

/** The formats for a custom tool's text. Chat Completions has the grammar in a separate object. */
export const customFormat: ReadFields = onlyWords(
  { type: ['text', 'grammar'] },
  'grammar',
  'syntax',
  'definition',
)
