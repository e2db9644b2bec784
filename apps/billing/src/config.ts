import {
  busVariables,
  countVariable as count,
  databaseVariables,
  LISTEN_DEFAULTS,
  listenConfigOf,
  listenVariables,
  readEnvironment,
} from '@gptget/runtime'
import type { ListenConfig } from '@gptget/runtime'
import { z } from 'zod'

export type BillingConfig = ListenConfig & {
  natsUrl: string
  databaseUrl: string
  /** A read replica for exports; null without one. */
  databaseReadUrl: string | null
  maxConnections: number
  /** How long a lease lives without a renewal. */
  leaseLifetimeMs: number
  sweepIntervalMs: number
  /** Usage events booked in one transaction. */
  maxUsageBatch: number
  /** Metrics also have a series for each key. */
  hasMetricsByKey: boolean
}

export const DEFAULTS = {
  ...LISTEN_DEFAULTS,
  databaseReadUrl: null,
  maxConnections: 10,
  leaseLifetimeMs: 60_000,
  sweepIntervalMs: 2_000,
  maxUsageBatch: 200,
  hasMetricsByKey: false,
} satisfies Partial<BillingConfig>

const environment = z.object({
  ...listenVariables,
  ...busVariables,
  ...databaseVariables,
  DATABASE_READ_URL: databaseVariables.DATABASE_URL.optional(),
  LEASE_LIFETIME_MS: count.default(DEFAULTS.leaseLifetimeMs),
  LEASE_SWEEP_INTERVAL_MS: count.default(DEFAULTS.sweepIntervalMs),
  USAGE_MAX_BATCH: count.default(DEFAULTS.maxUsageBatch),
  METRICS_BY_KEY: z.enum(['true', 'false']).default('false'),
})

/** @throws Error that names every missing or wrong variable */
export const configFromEnv = (env: NodeJS.ProcessEnv): BillingConfig => {
  const data = readEnvironment('billing', environment, env)
  return {
    ...listenConfigOf(data),
    natsUrl: data.NATS_URL,
    databaseUrl: data.DATABASE_URL,
    databaseReadUrl: data.DATABASE_READ_URL ?? null,
    maxConnections: data.DATABASE_MAX_CONNECTIONS,
    leaseLifetimeMs: data.LEASE_LIFETIME_MS,
    sweepIntervalMs: data.LEASE_SWEEP_INTERVAL_MS,
    maxUsageBatch: data.USAGE_MAX_BATCH,
    hasMetricsByKey: data.METRICS_BY_KEY === 'true',
  }
}
