import { PublicError } from '@gptget/errors'

/** What admission acts on, in every dialect: who serves, how much goes in, and how much may come back. */
const ACTED_ON = [
  'model',
  'models',
  'stream',
  'messages',
  'prompt',
  'input',
  'contents',
  'requests',
  'system',
  'instructions',
  'tools',
  'max_tokens',
  'max_completion_tokens',
  'max_output_tokens',
  'maxOutputTokens',
  'n',
  'best_of',
  'candidateCount',
  'candidate_count',
  'generationConfig',
  'generation_config',
  'service_tier',
  'provider',
]

const fold = (name: string): string => name.toUpperCase().toLowerCase()
const BY_FOLDED = new Map(ACTED_ON.map((name) => [fold(name), name]))
const NAMES = new Set(ACTED_ON)

/**
 * Refuses `Max_Tokens` and its like: some providers read names without regard to case, and would then act on a field that
 * was not seen here. @throws PublicError 400 naming the field
 */
export const refuseCaseVariants = (body: object): void => {
  for (const level of [
    body,
    ...['generationConfig', 'generation_config'].map((name) => objectAt(body, name)),
  ]) {
    for (const name of Object.keys(level)) {
      if (NAMES.has(name)) continue
      const meant = BY_FOLDED.get(fold(name))
      if (meant === undefined) continue
      const message = `${name}: write "${meant}", in this letter case.`
      throw new PublicError('invalid_request', message, { param: name })
    }
  }
}

const objectAt = (body: object, name: string): object => {
  const value: unknown = Reflect.get(body, name)
  return typeof value === 'object' && value !== null ? value : {}
}
