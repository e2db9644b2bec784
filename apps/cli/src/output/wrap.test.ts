import { expect, it } from 'vitest'
import { wrap } from './wrap.ts'

it('wrapped text keeps the indentation of a line for all its parts', () => {
  expect(wrap('Examples:\n  gptget chat "Hello"', 80)).toBe('Examples:\n  gptget chat "Hello"')
  expect(wrap('  one two three', 10)).toBe('  one two\n  three')
})

it('wrapped text breaks lines between words and never within one', () => {
  expect(wrap('one two unbreakable', 8)).toBe('one two\nunbreakable')
})
