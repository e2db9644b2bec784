import { describe, expect, it } from 'vitest'
import { configFromEnv } from './config.ts'

describe('configFromEnv', () => {
  it('needs only the address of Postgres', () => {
    expect(configFromEnv({ DATABASE_URL: 'postgres://p' })).toMatchObject({
      natsUrl: 'nats://127.0.0.1:4222',
      databaseUrl: 'postgres://p',
      leaseLifetimeMs: 60_000,
    })
  })

  it('names every missing or wrong variable', () => {
    expect(() => configFromEnv({ PORT: 'eighty' })).toThrow(/DATABASE_URL[^]*PORT|PORT[^]*DATABASE_URL/)
    expect(() => configFromEnv({ PORT: 'eighty' })).toThrow(/PORT/)
  })
})
