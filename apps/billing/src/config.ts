import { countVariable as count, LISTEN_DEFAULTS, listenVariables, readEnvironment } from '@gptget/runtime'
import { z } from 'zod'

export type BillingConfig = {
  natsUrl: string
  databaseUrl: string
  /** Where `/healthz`, `/readyz` and `/metrics` are served; port 0 takes a free one. */
  host: string
  port: number
  maxConnections: number
  /** How long a lease lives without a sign of life of its holder. */
  leaseLifetimeMs: number
  sweepIntervalMs: number
  /** Usage events booked in one transaction. */
  maxUsageBatch: number
}

export const DEFAULTS = {
  ...LISTEN_DEFAULTS,
  maxConnections: 10,
  leaseLifetimeMs: 60_000,
  sweepIntervalMs: 2_000,
  maxUsageBatch: 200,
} satisfies Partial<BillingConfig>

const environment = z.object({
  NATS_URL: z.string().min(1),
  DATABASE_URL: z.string().min(1),
  ...listenVariables,
  DATABASE_MAX_CONNECTIONS: count.default(DEFAULTS.maxConnections),
  LEASE_LIFETIME_MS: count.default(DEFAULTS.leaseLifetimeMs),
  LEASE_SWEEP_INTERVAL_MS: count.default(DEFAULTS.sweepIntervalMs),
  USAGE_MAX_BATCH: count.default(DEFAULTS.maxUsageBatch),
})

/** @throws Error that names every variable that is missing or wrong */
export const configFromEnv = (env: NodeJS.ProcessEnv): BillingConfig => {
  const data = readEnvironment('billing', environment, env)
  return {
    natsUrl: data.NATS_URL,
    databaseUrl: data.DATABASE_URL,
    host: data.HOST,
    port: data.PORT,
    maxConnections: data.DATABASE_MAX_CONNECTIONS,
    leaseLifetimeMs: data.LEASE_LIFETIME_MS,
    sweepIntervalMs: data.LEASE_SWEEP_INTERVAL_MS,
    maxUsageBatch: data.USAGE_MAX_BATCH,
  }
}
