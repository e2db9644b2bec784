import type { Dialect } from '@gptget/contracts'

/** What OpenRouter calls the kinds of signed reasoning in `reasoning_details` (`format`; @openrouter/sdk 1.3.19). */
const FORMATS: Partial<Record<Dialect, string>> = {
  'anthropic-messages': 'anthropic-claude-v1',
  gemini: 'google-gemini-v1',
  'openai-responses': 'openai-responses-v1',
}

/** The format of reasoning that came in a dialect; `unknown` where only plain text is sent. */
export const formatOf = (dialect: Dialect | undefined): string => (dialect && FORMATS[dialect]) ?? 'unknown'

/** The dialect whose providers make reasoning of this format; undefined for formats that we only pass on. */
export const dialectOfFormat = (format: unknown): Dialect | undefined =>
  (Object.keys(FORMATS) as Dialect[]).find((dialect) => FORMATS[dialect] === format)
