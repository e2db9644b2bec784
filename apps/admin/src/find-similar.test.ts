import { expect, it } from 'vitest'
import { findSimilar } from './find-similar.ts'

const KNOWN = ['openai/gpt-4o', 'openai/gpt-4o-mini', 'anthropic/claude-sonnet-5', 'google/gemini-4-neon']

it.each([
  ['openai/gpt-4', 'openai/gpt-4o'],
  ['gpt-4o', 'openai/gpt-4o'],
  ['nosuch/gpt-4o-mini', 'openai/gpt-4o-mini'],
  ['anthropic/claude-sonet-5', 'anthropic/claude-sonnet-5'],
  ['Google/Gemini-4-Neon', 'google/gemini-4-neon'],
])('the search for similar names suggests the intended name for %s', (word, meant) => {
  expect(findSimilar(word, KNOWN)[0]).toBe(meant)
})

it('the search for similar names suggests nothing when no name is similar', () => {
  expect(findSimilar('nosuch/model', KNOWN)).toEqual([])
})
