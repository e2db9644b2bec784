import { describe, expect, it } from 'vitest'
import { decodeLaw, encodeLaw } from './g711.ts'

const CODES = Uint8Array.from({ length: 256 }, (_, code) => code)
const SAMPLES = Int16Array.from({ length: 65_536 }, (_, index) => index - 32_768)

/**
 * From the tables of ITU-T G.711 (11/88) at 16 bits: the loudest code of each sign, the ends of a few segments and the
 * two codes next to silence.
 */
const KNOWN: Record<'audio/pcmu' | 'audio/pcma', [code: number, sample: number][]> = {
  'audio/pcmu': [
    [0x00, -32_124],
    [0x0f, -16_764],
    [0x10, -15_996],
    [0x7e, -8],
    [0xfe, 8],
    [0xff, 0],
    [0x90, 15_996],
    [0x80, 32_124],
  ],
  'audio/pcma': [
    [0x2a, -32_256],
    [0x3a, -16_128],
    [0x55, -8],
    [0x54, -24],
    [0xd5, 8],
    [0xd4, 24],
    [0xba, 16_128],
    [0xaa, 32_256],
  ],
}
/** The largest error of a code: half of the widest step, and everything louder than the loudest code. */
const WIDEST_ERROR = { 'audio/pcmu': 644, 'audio/pcma': 512 } as const

describe.each(['audio/pcmu', 'audio/pcma'] as const)('%s', (law) => {
  it('matches the tables of G.711', () => {
    const codes = Uint8Array.from(KNOWN[law], ([code]) => code)
    expect([...decodeLaw(law, codes)]).toEqual(KNOWN[law].map(([, sample]) => sample))
    expect([...encodeLaw(law, decodeLaw(law, codes))]).toEqual([...codes])
  })

  it('returns every code that it reads, except the second zero of µ-law', () => {
    const again = encodeLaw(law, decodeLaw(law, CODES))
    const changed = [...CODES].filter((code) => again[code] !== code)
    expect(changed).toEqual(law === 'audio/pcmu' ? [0x7f] : [])
  })

  it('is monotonic, with an error of at most half a step', () => {
    const heard = decodeLaw(law, encodeLaw(law, SAMPLES))
    expect(heard).toEqual(heard.toSorted())
    const errors = SAMPLES.map((sample, index) => Math.abs(sample - heard[index]!))
    expect(Math.max(...errors.subarray(16))).toBeLessThanOrEqual(WIDEST_ERROR[law])
    // The formats are made for quiet speech: there a step is 8 or 16.
    const quiet = errors.subarray(32_768 - 100, 32_768 + 100)
    expect(Math.max(...quiet)).toBeLessThanOrEqual(8)
  })
})
