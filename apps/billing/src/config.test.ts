import { describe, expect, it } from 'vitest'
import { configFromEnv } from './config.ts'

describe('configFromEnv', () => {
  it('needs only to know where NATS and Postgres are', () => {
    expect(configFromEnv({ NATS_URL: 'nats://n', DATABASE_URL: 'postgres://p' })).toMatchObject({
      natsUrl: 'nats://n',
      databaseUrl: 'postgres://p',
      leaseLifetimeMs: 60_000,
    })
  })

  it('names every variable that is missing or wrong', () => {
    expect(() => configFromEnv({ PORT: 'eighty' })).toThrow(
      /NATS_URL[^]*DATABASE_URL|DATABASE_URL[^]*NATS_URL/,
    )
    expect(() => configFromEnv({ PORT: 'eighty' })).toThrow(/PORT/)
  })
})
