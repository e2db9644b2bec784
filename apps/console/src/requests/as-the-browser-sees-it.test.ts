import { expect, it } from 'vitest'
import { clientAddressOf } from './as-the-browser-sees-it.ts'

const seen = (forwarded: string | undefined, trustedProxies: number): string =>
  clientAddressOf(
    { headers: { 'x-forwarded-for': forwarded }, socket: { remoteAddress: '10.0.0.1' } as never },
    trustedProxies,
  )

it('the console uses the client address that our outermost proxy saw, never one that a caller sent', () => {
  expect(seen('203.0.113.9, 198.51.100.7', 1)).toBe('198.51.100.7')
  expect(seen('6.6.6.6, 203.0.113.9, 198.51.100.7', 2)).toBe('203.0.113.9')
})

it('the console uses the connection’s address without trusted proxies or without their header', () => {
  expect(seen('6.6.6.6', 0)).toBe('10.0.0.1')
  expect(seen(undefined, 1)).toBe('10.0.0.1')
})
