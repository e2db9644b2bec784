import { anthropic } from './anthropic.ts'
import { google } from './google.ts'
import { curl, javascript, python } from './openai.ts'
import type { Facts, Sample } from './sample.ts'

export const LANGUAGES = ['curl', 'Python', 'JavaScript', 'Anthropic', 'Google'] as const
export type Language = (typeof LANGUAGES)[number]

const SAMPLES: Record<Language, Sample> = {
  curl,
  Python: python,
  JavaScript: javascript,
  Anthropic: anthropic,
  Google: google,
}

/** What the playground asks, as a program in that language or with that SDK. */
export const sampleIn = (language: Language, facts: Facts): string => SAMPLES[language](facts)
