import { expect, it } from 'vitest'
import { wrap } from './wrap.ts'

it('keeps the indentation of a line, also of what it is broken into', () => {
  expect(wrap('Examples:\n  gptget chat "Hello"', 80)).toBe('Examples:\n  gptget chat "Hello"')
  expect(wrap('  one two three', 10)).toBe('  one two\n  three')
})

it('breaks between words, and no word', () => {
  expect(wrap('one two unbreakable', 8)).toBe('one two\nunbreakable')
})
