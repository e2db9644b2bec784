import type { Chance } from '../chance.ts'

const TYPES = [
  'session.update',
  'input_audio_buffer.append',
  'input_audio_buffer.commit',
  'input_audio_buffer.clear',
  'output_audio_buffer.clear',
  'conversation.item.create',
  'conversation.item.retrieve',
  'conversation.item.truncate',
  'conversation.item.delete',
  'response.cancel',
  'transcription_session.update',
  'no.such.event',
  '__proto__',
]

const LEAVES: unknown[] = [
  null,
  true,
  -1,
  0,
  1e308,
  '',
  'audio/pcm',
  '\u0000',
  '\ud800',
  'AAAA',
  [],
  {},
  'user',
  'message',
  'item_1',
  ['audio'],
  ['text', 'audio'],
]

const NAMES = [
  'session',
  'item',
  'item_id',
  'audio',
  'type',
  'role',
  'content',
  'text',
  'turn_detection',
  'input',
  'output',
  'format',
  'tools',
  'modalities',
  'voice',
  'instructions',
  'response_id',
  'content_index',
  'audio_end_ms',
  'event_id',
  'previous_item_id',
  'constructor',
]

/** Malformed events: known and unknown names with any value, and texts that are not events. */
export const eventsOf = (chance: Chance, count: number): (object | string)[] =>
  Array.from({ length: count }, () => {
    if (chance.next() < 0.1)
      return chance.pick(['', '{', '[]', '"text"', '1', 'null', '{"type":1}', '{"type":"'])
    return { type: chance.pick(TYPES), ...fieldsOf(chance, 0) }
  })

const fieldsOf = (chance: Chance, depth: number): object =>
  Object.fromEntries(
    Array.from({ length: chance.between(0, 4) }, () => [chance.pick(NAMES), valueOf(chance, depth + 1)]),
  )

const valueOf = (chance: Chance, depth: number): unknown => {
  if (depth > 3 || chance.next() < 0.5) return chance.pick(LEAVES)
  if (chance.next() < 0.2)
    return Array.from({ length: chance.between(0, 3) }, () => valueOf(chance, depth + 1))
  return fieldsOf(chance, depth)
}
