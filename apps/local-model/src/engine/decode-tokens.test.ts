import { describe, expect, it } from 'vitest'
import { decodeTokens } from './decode-tokens.ts'

/** A tokenizer whose tokens are single bytes. */
const detokenize = (tokens: readonly number[]): string => Buffer.from(tokens).toString('utf8')

describe('decodeTokens', () => {
  it('returns a character with its last byte, never a part of it', () => {
    const decoder = decodeTokens(detokenize, [])
    const pieces = [...Buffer.from('a中🌍')].map((byte) => decoder.push(byte))
    expect(pieces).toEqual(['a', '', '', '中', '', '', '', '🌍'])
  })

  it('releases bytes that never become a character', () => {
    const decoder = decodeTokens(detokenize, [])
    const text = [0xff, 0xff, 0xff, 0xff].map((byte) => decoder.push(byte)).join('')
    expect(text).toBe('\uFFFD'.repeat(4))
  })

  it('returns the held text after the last token', () => {
    const decoder = decodeTokens(detokenize, [])
    decoder.push(0xe4)
    expect(decoder.flush()).toBe('\uFFFD')
  })
})
