import { afterAll, describe, expect, it } from 'vitest'
import { cutPieces, PIECE_CHARACTERS } from './cut-pieces.ts'
import { encodingOf } from './encoding-of.ts'
import { createTokenizer, MAX_COUNTED_CHARACTERS } from './tokenizer.ts'

const tokenizer = createTokenizer()
afterAll(() => tokenizer.close())

const PROSE = 'The quick brown fox jumps over the lazy dog,  and then it rests. '.repeat(60)

describe('encodingOf', () => {
  it.each([
    ['openai/gpt-4o', 'o200k_base'],
    ['gpt-4.1-mini', 'o200k_base'],
    ['openai/gpt-5', 'o200k_base'],
    ['anthropic/claude-sonnet-4.5', 'o200k_base'],
    ['openai/gpt-4-turbo', 'cl100k_base'],
    ['openai/gpt-4', 'cl100k_base'],
    ['gpt-3.5-turbo', 'cl100k_base'],
    ['openai/text-embedding-3-small', 'cl100k_base'],
    ['meta-llama/llama-3.3-70b-instruct', 'cl100k_base'],
    ['qwen/qwen3-32b', 'cl100k_base'],
  ])('%s reads with %s', (model, encoding) => {
    expect(encodingOf(model)).toBe(encoding)
  })
})

describe('the tokenizer', () => {
  // From platform.openai.com/tokenizer.
  it('counts as the model does', async () => {
    expect(await tokenizer.count('openai/gpt-4o', ['Hello, world!', '', 'tiktoken is great!'])).toEqual([
      4, 0, 6,
    ])
    expect(await tokenizer.count('openai/gpt-4', ['tiktoken is great!'])).toEqual([6])
  })

  it('treats text that looks like a control token as text', async () => {
    const [count] = await tokenizer.count('openai/gpt-4o', ['<|endoftext|>'])
    expect(count).toBeGreaterThan(1)
  })

  it('counts text in pieces as it counts it whole', async () => {
    const sentence = 'The quick brown fox jumps over the lazy dog,  and then it rests. '
    const [one, many] = await tokenizer.count('openai/gpt-4o', [sentence + sentence, PROSE])
    const [single] = await tokenizer.count('openai/gpt-4o', [sentence])
    // Each repetition after the first is as long as the one before it.
    expect(many).toBe(single! + 59 * (one! - single!))
  })

  it('blocks neither the event loop nor, for long, the caller with a word of 100 KB', async () => {
    let turns = 0
    let turning = setImmediate(function turn() {
      turns += 1
      turning = setImmediate(turn)
    })
    const [count] = await tokenizer.count('openai/gpt-4o', ['a'.repeat(100_000)])
    clearImmediate(turning)
    expect(count).toBeGreaterThan(1_000)
    expect(turns).toBeGreaterThan(10)
  })

  it('estimates the rest of a huge text from its beginning', async () => {
    const text = PROSE.repeat(Math.ceil((2 * MAX_COUNTED_CHARACTERS) / PROSE.length))
    const [[part], [whole]] = await Promise.all([
      tokenizer.count('openai/gpt-4o', [text.slice(0, MAX_COUNTED_CHARACTERS)]),
      tokenizer.count('openai/gpt-4o', [text]),
    ])
    expect(whole! / part!).toBeCloseTo(text.length / MAX_COUNTED_CHARACTERS, 2)
  })
})

describe('pieces', () => {
  it('are the whole text, none too long, none ending inside a character', () => {
    const text = `${'😀'.repeat(PIECE_CHARACTERS)} ${'word '.repeat(900)}x`
    const pieces = [...cutPieces(text)]
    expect(pieces.join('')).toBe(text)
    for (const piece of pieces) {
      expect(piece.length).toBeLessThanOrEqual(PIECE_CHARACTERS)
      expect(piece.isWellFormed()).toBe(true)
    }
  })
})
