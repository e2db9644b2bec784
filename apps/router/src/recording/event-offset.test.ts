import { printFrames } from '@gptget/protocol'
import type { Dialect, Framing } from '@gptget/contracts'
import { describe, expect, it } from 'vitest'
import { offsetAfterEvents } from './event-offset.ts'

const frames = ['{"a":1}', '{"b":"],\\r\\n"}', '{"c":3}'].map((data) => ({ data }))

const print = (dialect: Dialect, framing: Framing, count: number, isLast: boolean): Buffer =>
  Buffer.from(
    printFrames({ dialect, framing }, frames.slice(0, 2), { eventsBefore: 0, isLast: false }) +
      (count > 2 ? printFrames({ dialect, framing }, frames.slice(2), { eventsBefore: 2, isLast }) : ''),
  )

describe('offsetAfterEvents', () => {
  it.each([
    ['openai-chat', 'sse'],
    ['gemini', 'sse'],
    ['gemini', 'json-array'],
  ] as const)('cuts a printed stream after each of its events: %s as %s', (dialect, framing) => {
    const whole = print(dialect, framing, 3, true)
    expect(offsetAfterEvents(framing, whole, 0)).toBe(0)
    for (const count of [1, 2, 3]) {
      const offset = offsetAfterEvents(framing, whole, count)
      expect(whole.subarray(0, offset ?? 0).toString()).toContain(frames[count - 1]?.data)
      expect(whole.subarray(offset ?? 0).toString()).not.toContain(frames[count - 1]?.data)
    }
    expect(offsetAfterEvents(framing, whole, 4)).toBeNull()
  })

  it.each(['sse', 'json-array'] as const)('knows the end of the text printed so far: %s', (framing) => {
    const started = print('gemini', framing, 2, false)
    expect(offsetAfterEvents(framing, started, 2)).toBe(started.byteLength)
    expect(offsetAfterEvents(framing, started, 3)).toBeNull()
    expect(offsetAfterEvents(framing, Buffer.alloc(0), 1)).toBeNull()
  })
})
