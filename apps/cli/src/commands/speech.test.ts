import { expect, it } from 'vitest'
import { soundFormatOf } from './speech.ts'

it('a sound has the format that its file is called by, unless another is asked for', () => {
  expect(soundFormatOf({})).toBe('mp3')
  expect(soundFormatOf({ out: 'hello.WAV' })).toBe('wav')
  expect(soundFormatOf({ out: 'hello.ogg' })).toBe('opus')
  expect(soundFormatOf({ out: '-' })).toBe('mp3')
  expect(soundFormatOf({ out: 'hello.wav', format: 'flac' })).toBe('flac')
})
