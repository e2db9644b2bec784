import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  bytesOf,
  dataPayload,
  decodeMessage,
  encodeMessage,
  FRAME,
  idsPayload,
  readData,
  readIds,
} from './frames.ts'

const frame = fc.record({
  type: fc.constantFrom(...Object.values(FRAME)),
  streamId: fc.nat(0xffff_ffff),
  payload: fc.uint8Array({ maxLength: 2_000 }),
})

describe('messages of frames', () => {
  it('are decoded to what was encoded', () => {
    fc.assert(
      fc.property(
        fc.record({
          sender: fc.stringMatching(/^[a-z0-9]{1,20}$/),
          sequence: fc.nat(0xffff_ffff),
          isReset: fc.boolean(),
          isFirst: fc.boolean(),
          frames: fc.array(frame, { maxLength: 20 }),
        }),
        (message) => {
          const decoded = decodeMessage(encodeMessage(message))
          expect(decoded.frames.map((f) => ({ ...f, payload: [...bytesOf(f.payload)] }))).toEqual(
            message.frames.map((f) => ({ ...f, payload: [...f.payload] })),
          )
          expect({ ...decoded, frames: [] }).toEqual({ ...message, frames: [] })
        },
      ),
    )
  })

  it('are refused when they are cut', () => {
    const whole = encodeMessage({
      sender: 'a',
      sequence: 1,
      isReset: false,
      isFirst: false,
      frames: [{ type: FRAME.data, streamId: 1, payload: Buffer.from('hello') }],
    })
    for (let length = 8; length < whole.byteLength; length++) {
      expect(() => decodeMessage(whole.subarray(0, length))).toThrow(RangeError)
    }
  })

  it('carry lists of streams and progress beside bytes', () => {
    expect(readIds(idsPayload([1, 0xffff_ffff]))).toEqual([1, 0xffff_ffff])
    const { bytes, progress } = readData(bytesOf(dataPayload(Buffer.from('x'), 123_456_789.5)))
    expect([String(bytes), progress]).toEqual(['x', 123_456_789.5])
  })
})
