import { describe, expect, it } from 'vitest'
import { configFromEnv } from './config.ts'

describe('configFromEnv', () => {
  it('needs only to know where Postgres is', () => {
    expect(configFromEnv({ DATABASE_URL: 'postgres://p' })).toMatchObject({
      natsUrl: 'nats://127.0.0.1:4222',
      databaseUrl: 'postgres://p',
      leaseLifetimeMs: 60_000,
    })
  })

  it('names every variable that is missing or wrong', () => {
    expect(() => configFromEnv({ PORT: 'eighty' })).toThrow(/DATABASE_URL[^]*PORT|PORT[^]*DATABASE_URL/)
    expect(() => configFromEnv({ PORT: 'eighty' })).toThrow(/PORT/)
  })
})
