import { describe, expect, it } from 'vitest'
import { decodeTokens } from './decode-tokens.ts'

/** A tokenizer of single bytes. */
const detokenize = (tokens: readonly number[]): string => Buffer.from(tokens).toString('utf8')

describe('decodeTokens', () => {
  it('gives a character when its last byte is there, never a part of it', () => {
    const decoder = decodeTokens(detokenize, [])
    const pieces = [...Buffer.from('a中🌍')].map((byte) => decoder.push(byte))
    expect(pieces).toEqual(['a', '', '', '中', '', '', '', '🌍'])
  })

  it('gives up on bytes that never become a character', () => {
    const decoder = decodeTokens(detokenize, [])
    const text = [0xff, 0xff, 0xff, 0xff].map((byte) => decoder.push(byte)).join('')
    expect(text).toBe('\uFFFD'.repeat(4))
  })

  it('gives what it holds when no more tokens come', () => {
    const decoder = decodeTokens(detokenize, [])
    decoder.push(0xe4)
    expect(decoder.flush()).toBe('\uFFFD')
  })
})
