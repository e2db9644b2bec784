import { describe, expect, it } from 'vitest'
import { InputFilter } from './input-filter.ts'

const HELLO = [Buffer.from('RFB 003.008\n'), Buffer.from([1]), Buffer.from([1])]
const SET_ENCODINGS = Buffer.from([2, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 7])
const ASK = Buffer.from([3, 1, 0, 0, 0, 0, 5, 0, 2, 208])
const KEY = Buffer.from([4, 1, 0, 0, 0, 0, 0, 97])
const POINTER = Buffer.from([5, 1, 0, 10, 0, 10])
const CUT = Buffer.concat([Buffer.from([6, 0, 0, 0, 0, 0, 0, 2]), Buffer.from('hi')])
const EXTENDED_CUT = Buffer.concat([Buffer.from([6, 0, 0, 0, 255, 255, 255, 252]), Buffer.from([1, 2, 3, 4])])
const RESIZE = Buffer.concat([Buffer.from([251, 0, 5, 0, 2, 208, 1, 0]), Buffer.alloc(16)])
const QEMU_KEY = Buffer.concat([Buffer.from([255, 0]), Buffer.alloc(10)])

const SAID = [...HELLO, SET_ENCODINGS, KEY, ASK, POINTER, CUT, EXTENDED_CUT, RESIZE, QEMU_KEY, ASK]

/** What passes if the same bytes arrive in pieces of a size. */
const passing = (mayControl: boolean, pieceBytes: number): Buffer => {
  const filter = new InputFilter(mayControl)
  const all = Buffer.concat(SAID)
  const passed: Buffer[] = []
  for (let at = 0; at < all.length; at += pieceBytes) {
    const filtered = filter.push(all.subarray(at, at + pieceBytes))
    if (filtered.kind === 'refuse') throw new Error(filtered.reason)
    passed.push(filtered.bytes)
  }
  return Buffer.concat(passed)
}

describe('a viewer’s messages', () => {
  it.each([1, 2, 3, 7, 64, 1_000])('pass unchanged with control, in pieces of %i bytes', (pieceBytes) => {
    expect(passing(true, pieceBytes)).toEqual(Buffer.concat(SAID))
  })

  it.each([1, 2, 3, 7, 64, 1_000])(
    'pass without input when only viewing, in pieces of %i bytes',
    (pieceBytes) => {
      expect(passing(false, pieceBytes)).toEqual(Buffer.concat([...HELLO, SET_ENCODINGS, ASK, ASK]))
    },
  )

  it.each([
    ['an unknown message', Buffer.from([99])],
    ['a text that is too long', Buffer.from([6, 0, 0, 0, 127, 255, 255, 255])],
    ['more encodings than there are', Buffer.from([2, 0, 255, 255])],
    ['an extension that could hide one', Buffer.from([255, 1])],
  ])('end the connection for %s', (_, message) => {
    const filter = new InputFilter(true)
    expect(filter.push(Buffer.concat([...HELLO, message])).kind).toBe('refuse')
  })
})
