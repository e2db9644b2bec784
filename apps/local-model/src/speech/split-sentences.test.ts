import { describe, expect, it } from 'vitest'
import { splitSentences } from './split-sentences.ts'

describe('a text to be spoken', () => {
  it('is split at the ends of its sentences and not within a number', () => {
    expect(splitSentences('It is 3.5 miles. Ask them! Then go?')).toEqual([
      'It is 3.5 miles.',
      'Ask them!',
      'Then go?',
    ])
  })

  it('is split into short pieces without losing a word of a long sentence', () => {
    const sentence = `${'wind and water '.repeat(200)}end.`
    const pieces = splitSentences(sentence)
    expect(pieces.join(' ').split(/\s+/)).toEqual(sentence.split(/\s+/))
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThanOrEqual(300)
  })

  it('may consist of spaces only', () => {
    expect(splitSentences(' \n ')).toEqual([])
  })
})
