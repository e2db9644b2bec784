import { describe, expect, it } from 'vitest'
import { describeInWords } from './describe-in-words.ts'

const MODEL = {
  inputModalities: ['text', 'image', 'file'],
  outputModalities: ['text'],
  contextTokens: 400_000,
  thinking: { mode: 'effort' },
  hasTools: true,
}

describe('a model in words', () => {
  it('lists its inputs, outputs, abilities and context length', () => {
    expect(describeInWords(MODEL)).toBe(
      'Reads text, images and files, writes text. Reasons, calls tools. Context of 400,000 tokens.',
    )
  })

  it('omits unknown and missing facts', () => {
    expect(
      describeInWords({
        ...MODEL,
        inputModalities: ['text'],
        thinking: { mode: 'none' },
        hasTools: false,
        contextTokens: null,
      }),
    ).toBe('Reads text, writes text.')
    expect(
      describeInWords({ ...MODEL, outputModalities: ['embeddings'], thinking: undefined, hasTools: false }),
    ).toBe('Reads text, images and files, makes embeddings. Context of 400,000 tokens.')
  })
})
