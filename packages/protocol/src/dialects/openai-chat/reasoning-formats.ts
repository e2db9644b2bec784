import type { Dialect } from '@gptget/contracts'

/** OpenRouter's names for formats of signed reasoning in `reasoning_details` (`format`; @openrouter/sdk 1.3.19). */
const FORMATS: Partial<Record<Dialect, string>> = {
  'anthropic-messages': 'anthropic-claude-v1',
  gemini: 'google-gemini-v1',
  'openai-responses': 'openai-responses-v1',
}

/** The format of a dialect's reasoning; `unknown` for plain text. */
export const formatOf = (dialect: Dialect | undefined): string => (dialect && FORMATS[dialect]) ?? 'unknown'

/** The dialect whose providers create this format; undefined for formats that are only passed on. */
export const dialectOfFormat = (format: unknown): Dialect | undefined =>
  (Object.keys(FORMATS) as Dialect[]).find((dialect) => FORMATS[dialect] === format)
