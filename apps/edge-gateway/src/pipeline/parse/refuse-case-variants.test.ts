import { describe, expect, it } from 'vitest'
import { refuseCaseVariants } from './refuse-case-variants.ts'

describe('a field that is written in another letter case', () => {
  it.each([
    ['Model', { Model: 'a/b' }],
    ['MAX_TOKENS', { max_tokens: 1, MAX_TOKENS: 90_000 }],
    ['Max_Completion_Tokens', { Max_Completion_Tokens: 1 }],
    ['N', { n: 1, N: 100 }],
    ['CandidateCount', { generationConfig: { CandidateCount: 8 } }],
    ['MaxOutputTokens', { generationConfig: { MaxOutputTokens: 8 } }],
    ['ſtream', { ſtream: true }],
    ['toolſ', { toolſ: [] }],
  ])('is refused by its name: %s', (param, body) => {
    expect(() => refuseCaseVariants(body)).toThrow(
      expect.objectContaining({ code: 'invalid_request', details: { param } }),
    )
  })

  it('is passed over where nothing here acts on it', () => {
    const body = {
      model: 'a',
      max_tokens: 1,
      maxOutputTokens: 2,
      Temperature: 1,
      generationConfig: { topP: 1 },
    }
    expect(() => refuseCaseVariants(body)).not.toThrow()
  })
})
