import { expect, it } from 'vitest'
import { readMessage } from './read-message.ts'

const MIB = 1024 * 1024

it.each([
  ['nested without end', '['],
  ['of objects in objects', '{"a":'],
  ['of countless values', '{},'],
])('a message of 22 MiB %s is refused before it is parsed', (_, piece) => {
  const message = Buffer.from(piece.repeat((22 * MIB) / piece.length))
  expect(() => readMessage(message)).toThrow(/nested too deeply|more than 100000 values/)
})

it('reads a message with 15 MiB of audio, and any small one', () => {
  const sound = JSON.stringify({ type: 'input_audio_buffer.append', audio: 'A'.repeat(20 * MIB) })
  expect(readMessage(Buffer.from(sound))).toBe(sound)
  expect(readMessage(Buffer.from('[[['))).toBe('[[[')
})
