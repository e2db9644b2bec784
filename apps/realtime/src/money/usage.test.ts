import { expect, it } from 'vitest'
import { isPlausible } from './usage.ts'

const SAID = { inputMs: 0, outputMs: 500, characters: 20 }
const SILENT = { inputMs: 0, outputMs: 0, characters: 0 }
const details = (count: unknown) => ({ input_token_details: { audio_tokens: count } })

it.each([
  ['nothing', undefined],
  ['zeros', { total_tokens: 0, input_tokens: 0, output_tokens: 0 }],
  ['a sum alone', { total_tokens: 50 }],
  ['no output for what was said', { total_tokens: 50, input_tokens: 50, output_tokens: 0 }],
  ['beyond any response', { total_tokens: 1e15, input_tokens: 1e15, output_tokens: 5 }],
  ['beyond any response in its details', { input_tokens: 50, output_tokens: 5, ...details(1e12) }],
  ['negative', { total_tokens: 5, input_tokens: -50, output_tokens: 55 }],
  ['no numbers', { total_tokens: 5, input_tokens: 'many', output_tokens: 5 }],
  ['fractions', { input_tokens: 50, output_tokens: 5, ...details(0.5) }],
])('usage with %s is not accepted', (_, usage) => {
  expect(isPlausible(usage, SAID)).toBe(false)
})

it('accepts the usual usage, also of an empty response', () => {
  const usage = { total_tokens: 55, input_tokens: 50, output_tokens: 5, ...details(40) }
  expect(isPlausible(usage, SAID)).toBe(true)
  expect(isPlausible({ ...usage, output_tokens: 0 }, SILENT)).toBe(true)
  expect(
    isPlausible({ ...usage, input_token_details: { cached_tokens_details: { audio_tokens: 1 } } }, SAID),
  ).toBe(true)
})
