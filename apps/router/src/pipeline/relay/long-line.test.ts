import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LongLine } from './long-line.ts'

const MIB = 1024 * 1024

describe('an unfinished line', () => {
  it('gives the same lines in pieces of any size', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'é', '\n', '\r', 'data: '), maxLength: 200 })
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 9 }), (written, pieceBytes) => {
        const bytes = Buffer.from(`${written}\n`)
        const line = new LongLine()
        const read: Buffer[] = []
        for (let at = 0; at < bytes.byteLength; at += pieceBytes)
          read.push(line.take(bytes.subarray(at, at + pieceBytes)))
        expect(Buffer.concat(read).toString()).toBe(bytes.toString())
      }),
    )
  })

  it('is read when it ends, and not before', () => {
    const line = new LongLine()
    expect(line.take(Buffer.from('data: a')).byteLength).toBe(0)
    expect(line.take(Buffer.from('b\n\ndata: c\n')).toString()).toBe('data: ab\n\ndata: c\n')
  })

  it('uses as much memory as its size and frees it at once', () => {
    const before = process.memoryUsage().arrayBuffers
    const line = new LongLine()
    const piece = Buffer.alloc(64 * 1024, 'x')
    for (let bytes = 0; bytes < 16 * MIB; bytes += piece.byteLength) line.take(piece)
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(33 * MIB)
    line.drop()
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(MIB)
  })
})
