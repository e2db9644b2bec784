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

/** The request of the playground as a program, by language or SDK. */
export const sampleIn = (language: Language, facts: Facts): string => SAMPLES[language](facts)
