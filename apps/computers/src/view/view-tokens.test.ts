import { describe, expect, it } from 'vitest'
import { readViewToken, signViewToken } from './view-tokens.ts'

const SECRET = 'a secret of the test'
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const view = { id: 'view_1', instanceId: 'ins_1', mode: 'view', expiresAtMs: 2_000 } as const

describe('a token for a live view', () => {
  it('returns the signed content until it expires', () => {
    const token = signViewToken(SECRET, view)
    expect(readViewToken(SECRET, token, 1_999)).toEqual(view)
    expect(readViewToken(SECRET, token, 2_000)).toBeNull()
    expect(readViewToken('another secret', token, 0)).toBeNull()
  })

  it('is valid in no other spelling, also of letters whose bits a decoder ignores', () => {
    const token = signViewToken(SECRET, view)
    const others = [...LETTERS]
      .map((letter) => token.slice(0, -1) + letter)
      .filter((other) => other !== token)
    const longer = ['=', '.', '.A', ' '].map((end) => token + end)
    for (const other of [...others, ...longer, token.slice(0, -1), '', '.'])
      expect([other, readViewToken(SECRET, other, 0)]).toEqual([other, null])
  })
})
