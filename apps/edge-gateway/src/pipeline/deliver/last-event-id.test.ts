import { describe, expect, it } from 'vitest'
import { lastEventId } from './last-event-id.ts'

describe('lastEventId', () => {
  it.each([
    ['the first event', 'id: 1\ndata: {}\n\n', 1],
    ['the last of several', 'id: 9\nevent: a\ndata: {}\n\nid: 10\nevent: b\ndata: {}\n\n', 10],
    ['one whose data looks like an id', 'id: 3\ndata: {"text":"id: 77"}\n\n', 3],
    ['none, where no line begins with one', 'data: {"text":"id: 77"}\n\n', 0],
    ['none of nothing', '', 0],
  ])('finds %s', (_what, text, id) => {
    expect(lastEventId(Buffer.from(text))).toBe(id)
  })
})
