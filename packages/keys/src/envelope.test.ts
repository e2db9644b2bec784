import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { openSecret, parseKeyRing, sealSecret } from './envelope.ts'

const newKey = (): string => randomBytes(32).toString('base64')
const ringOf = (...keys: string[]) => parseKeyRing(keys.join(','))!

describe('an encrypted secret', () => {
  const key = newKey()

  it('is decrypted with the same key and context, and contains nothing of the secret', () => {
    const sealed = sealSecret(ringOf(key), 'sk-secret', 'acct_1 openai', randomBytes)
    expect(sealed).not.toContain('sk-secret')
    expect(openSecret(ringOf(key), sealed, 'acct_1 openai')).toBe('sk-secret')
    expect(sealSecret(ringOf(key), 'sk-secret', 'acct_1 openai', randomBytes)).not.toBe(sealed)
  })

  it('is of no use to another account, with another key, or changed', () => {
    const sealed = sealSecret(ringOf(key), 'sk-secret', 'acct_1 openai', randomBytes)
    expect(() => openSecret(ringOf(key), sealed, 'acct_2 openai')).toThrow(/authenticate/)
    expect(() => openSecret(ringOf(newKey()), sealed, 'acct_1 openai')).toThrow(/not among those configured/)
    const changed = sealed.slice(0, -2) + (sealed.endsWith('AA') ? 'BB' : 'AA')
    expect(() => openSecret(ringOf(key), changed, 'acct_1 openai')).toThrow(/authenticate/)
  })

  it('can still be decrypted after a new key was put in front', () => {
    const sealed = sealSecret(ringOf(key), 'sk-secret', 'c', randomBytes)
    const rotated = ringOf(newKey(), key)
    expect(openSecret(rotated, sealed, 'c')).toBe('sk-secret')
    expect(sealSecret(rotated, 'x', 'c', randomBytes).split('.')[1]).toBe(rotated[0].id)
  })
})

describe('a key ring', () => {
  it('names what is wrong with a key and never shows it', () => {
    expect(() => parseKeyRing('c2hvcnQ=')).toThrow(/encryption key 1 is 5 bytes/)
    expect(parseKeyRing(' \n')).toBeNull()
  })
})
