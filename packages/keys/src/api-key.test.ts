import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createApiKey, hashApiKey, isApiKeyShaped } from './api-key.ts'

describe('createApiKey', () => {
  it('makes a key of the given random bytes', () => {
    const key = createApiKey((byteCount) => new Uint8Array(byteCount).fill(255))
    expect(key.apiKey).toMatch(new RegExp(`^sk-getgpt-${'_'.repeat(37)}[\\w-]{6}$`))
    expect(key.label).toBe(`sk-getgpt-__…${key.apiKey.slice(-4)}`)
    expect(key.hash).toBe(hashApiKey(key.apiKey))
  })

  it('makes keys that look like keys and differ', () => {
    const keys = new Set(Array.from({ length: 200 }, () => createApiKey(randomBytes).apiKey))
    expect(keys.size).toBe(200)
    for (const key of keys) expect(isApiKeyShaped(key)).toBe(true)
  })

  it('shows too little in the label to be used', () => {
    const key = createApiKey(randomBytes)
    expect(isApiKeyShaped(key.label)).toBe(false)
    expect(key.label).toHaveLength('sk-getgpt-ab…wxyz'.length)
  })
})

describe('hashApiKey', () => {
  it('is the hex SHA-256 of the whole key', () => {
    expect(hashApiKey('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  })
})

describe('isApiKeyShaped', () => {
  it.each([
    '',
    'sk-getgpt-',
    'sk-proj-abc',
    `sk-getgpt-${'a'.repeat(42)}`,
    `sk-getgpt-${'a'.repeat(44)}`,
    ` sk-getgpt-${'a'.repeat(43)}`,
    `sk-getgpt-${'a'.repeat(43)}`,
  ])('refuses %j', (text) => expect(isApiKeyShaped(text)).toBe(false))

  it('refuses a key with one changed character', () => {
    const { apiKey } = createApiKey(randomBytes)
    const changed = Array.from({ length: 43 }, (_, index) => {
      const at = 'sk-getgpt-'.length + index
      // The last character has four significant bits: A and Q differ in them.
      const other = ['A', 'Q'].find((letter) => letter !== apiKey[at])!
      return apiKey.slice(0, at) + other + apiKey.slice(at + 1)
    })
    expect(changed.filter(isApiKeyShaped)).toEqual([])
    expect(isApiKeyShaped(apiKey)).toBe(true)
  })
})
