import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { parseKeyRing } from './envelope.ts'
import { openFromTransport, sealForTransport, sealingKeyOf } from './sealed-transport.ts'

const newKey = (): string => randomBytes(32).toString('base64')
const ringOf = (...keys: string[]) => parseKeyRing(keys.join(' '))!

it('an encrypted secret can be decrypted with the ring whose public key was used, and with no other', async () => {
  const ring = ringOf(newKey())
  const sealed = await sealForTransport(sealingKeyOf(ring), 'sk-of-a-provider', 'acct_1 openai')
  expect(sealed).not.toContain('sk-of')
  expect(await openFromTransport(ring, sealed, 'acct_1 openai')).toBe('sk-of-a-provider')
  await expect(openFromTransport(ringOf(newKey()), sealed, 'acct_1 openai')).rejects.toThrow(/not among/)
})

it('an encrypted secret cannot be decrypted in another context', async () => {
  const ring = ringOf(newKey())
  const sealed = await sealForTransport(sealingKeyOf(ring), 'sk-of-a-provider', 'acct_1 openai')
  await expect(openFromTransport(ring, sealed, 'acct_2 openai')).rejects.toThrow(/something else/)
})

it('what was encrypted before the ring got a new first key can still be decrypted', async () => {
  const old = newKey()
  const sealed = await sealForTransport(sealingKeyOf(ringOf(old)), 'sk-of-a-provider', 'acct_1 openai')
  expect(await openFromTransport(ringOf(newKey(), old), sealed, 'acct_1 openai')).toBe('sk-of-a-provider')
})

it('the public key reveals nothing of the key that it comes from', () => {
  const key = newKey()
  const shown = sealingKeyOf(ringOf(key))
  expect(Object.keys(shown).toSorted()).toEqual(['crv', 'kid', 'kty', 'x'])
  expect(Buffer.from(shown.x, 'base64url').equals(Buffer.from(key, 'base64'))).toBe(false)
})
