import { describe, expect, it } from 'vitest'
import type { Provider } from '@gptget/providers'
import { faultWithoutSecrets, withoutSecrets } from './blank-secrets.ts'

const provider = {
  credentials: ['sk-operator-0123456789', 'AKIDEXAMPLE1:wJalrXUtnFEMI'],
  headers: { 'x-team': 'team-secret-1' },
} as unknown as Provider

describe('a message of a provider', () => {
  it.each([
    ['a credential', 'Wrong key sk-operator-0123456789.', 'Wrong key [redacted].'],
    ['a header of the configuration', 'x-team: team-secret-1', 'x-team: [redacted]'],
    ['half of a pair', 'id AKIDEXAMPLE1, secret wJalrXUtnFEMI', 'id [redacted], secret [redacted]'],
    [
      'a token that was made of one',
      '{"Authorization":"Bearer ya29.abc-def_123"}',
      '{"Authorization":"Bearer [redacted]"}',
    ],
    ['no secret', 'The bearer of bad news.', 'The bearer of bad news.'],
  ])('is returned without the provider’s secrets: %s', (_, text, expected) => {
    expect(withoutSecrets(text, provider)).toBe(expected)
  })

  it('is redacted at any depth, also in names', () => {
    const raw = {
      error: { headers: [{ 'sk-operator-0123456789': 'Bearer sk-operator-0123456789' }] },
      status: 401,
    }
    const fault = faultWithoutSecrets({ code: 'provider_unavailable', message: 'no', raw }, provider)
    expect(fault.raw).toEqual({ error: { headers: [{ '[redacted]': 'Bearer [redacted]' }] }, status: 401 })
  })
})
