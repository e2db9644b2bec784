import { describe, expect, it } from 'vitest'
import { withoutLeadingSilence } from './split-speech.ts'
import { TRANSCRIPTION_MODEL } from './transcription-model.ts'

const { rateHz } = TRANSCRIPTION_MODEL
const speech = Float32Array.from({ length: rateHz }, (_, index) => Math.sin(index / 10) / 4)
const after = (seconds: number): Float32Array => {
  const samples = new Float32Array(seconds * rateHz + speech.length)
  samples.set(speech, seconds * rateHz)
  return samples
}

describe('silence at the beginning of a segment', () => {
  it('is removed', () => {
    expect(withoutLeadingSilence(after(2)).length).toBe(speech.length)
  })

  it('leaves speech that begins at once unchanged', () => {
    expect(withoutLeadingSilence(speech).length).toBe(speech.length)
  })

  it('leaves nothing of a silent segment', () => {
    expect(withoutLeadingSilence(new Float32Array(rateHz + 7)).length).toBe(0)
  })
})
