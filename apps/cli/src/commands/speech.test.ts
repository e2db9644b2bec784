import { expect, it } from 'vitest'
import { soundFormatOf } from './speech.ts'

it('audio has the format of its file extension, unless another one is requested', () => {
  expect(soundFormatOf({})).toBe('mp3')
  expect(soundFormatOf({ out: 'hello.WAV' })).toBe('wav')
  expect(soundFormatOf({ out: 'hello.ogg' })).toBe('opus')
  expect(soundFormatOf({ out: '-' })).toBe('mp3')
  expect(soundFormatOf({ out: 'hello.wav', format: 'flac' })).toBe('flac')
})
