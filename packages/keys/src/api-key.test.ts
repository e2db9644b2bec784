import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createApiKey, hashApiKey, isApiKeyOfHash, isApiKeyShaped } from './api-key.ts'

describe('createApiKey', () => {
  it('makes a key of the given random bytes', () => {
    const key = createApiKey((byteCount) => new Uint8Array(byteCount).fill(255))
    expect(key.apiKey).toBe(`sk-getgpt-${'_'.repeat(42)}8`)
    expect(key.label).toBe('sk-getgpt-__…___8')
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
  ])('refuses %j', (text) => expect(isApiKeyShaped(text)).toBe(false))
})

describe('isApiKeyOfHash', () => {
  it('accepts the key of that hash only', () => {
    const key = createApiKey(randomBytes)
    expect(isApiKeyOfHash(key.apiKey, key.hash)).toBe(true)
    expect(isApiKeyOfHash(key.apiKey, createApiKey(randomBytes).hash)).toBe(false)
    expect(isApiKeyOfHash(key.apiKey, 'ab')).toBe(false)
  })
})
