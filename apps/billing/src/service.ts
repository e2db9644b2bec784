import { randomBytes } from 'node:crypto'
import { openDatabase, openServiceDatabase, requireReachable } from '@gptget/postgres'
import type { Logger, Service, ServiceDependencies } from '@gptget/runtime'
import { startSweeper } from '@gptget/runtime'
import { startService } from '@gptget/runtime/service'
import { nanoid } from 'nanoid'
import { DEFAULTS } from './config.ts'
import type { BillingConfig } from './config.ts'
import type { Context } from './context.ts'
import { manifest } from './manifest.ts'
import { migrations } from './db/migrations/index.ts'
import { SCHEMA_NAME } from './db/schema/index.ts'
import type { Database, Schema } from './db/schema/index.ts'
import { consumeUsage } from './ledger/consume-usage.ts'
import { startLeaseSweeper } from './leases/start-lease-sweeper.ts'
import { joinLeaderElection } from './limits/join-leader-election.ts'
import { createLimiter } from './limits/limiter.ts'
import { createBillingMetrics } from './metrics.ts'
import { collectDebts } from './payments/collect-debts.ts'
import { serveWithDatabase } from './subjects/serve.ts'
import { serveAccounts } from './subjects/serve-accounts.ts'
import { serveByokKeys } from './subjects/serve-byok.ts'
import { serveCredits } from './subjects/serve-credits.ts'
import { serveHolds } from './subjects/serve-holds.ts'

export type BillingOptions = Partial<BillingConfig> & Pick<BillingConfig, 'natsUrl' | 'databaseUrl'>

const nowMs = (): number => performance.now()

/**
 * Starts billing: accounts, keys, wallets, leases, limits and the ledger. Any number of processes may run at once.
 *
 * @throws if NATS or Postgres cannot be reached
 */
export const create = (options: BillingOptions, dependencies: ServiceDependencies = {}): Promise<Service> => {
  const config: BillingConfig = { ...DEFAULTS, ...options }
  return startService(manifest, config, dependencies, {
    open: (parts) =>
      openServiceDatabase<Schema>({
        url: config.databaseUrl,
        schema: SCHEMA_NAME,
        migrations,
        maxConnections: config.maxConnections,
        ...parts,
      }),
    serve: async (db, { bus, logger, lifetime }) => {
      const replica = openReplica(config, logger, lifetime)
      const context = createContext(config, { db, replica, bus, logger })
      await serveBilling(context, config, lifetime)
      return { metrics: context.metrics.registry, checks: { postgres: () => requireReachable(db) } }
    },
  })
}

const serveBilling = async (
  context: Context,
  config: BillingConfig,
  lifetime: AsyncDisposableStack,
): Promise<void> => {
  const { bus, limiter } = context
  const serve = serveWithDatabase(bus)
  serveAccounts(context, serve)
  serveCredits(context, serve)
  serveByokKeys(context, serve)
  serveHolds(context, serve)
  const consumer = await consumeUsage(context, config.maxUsageBatch)
  lifetime.defer(() => consumer.stop())
  const sweeper = startLeaseSweeper(context, {
    intervalMs: config.sweepIntervalMs,
    steadyMs: config.leaseLifetimeMs / 2,
    isConnected: bus.isConnected,
  })
  lifetime.defer(() => sweeper.stop())
  const collector = startSweeper({
    intervalMs: config.sweepIntervalMs,
    sweep: () => collectDebts(context),
    onError: (error) => context.logger.warn({ err: error }, 'debts could not be collected'),
  })
  lifetime.defer(() => collector.stop())
  const leaders = await joinLeaderElection({ bus, limiter, nowMs, startedAtMs: Date.now() })
  lifetime.defer(() => leaders.leave())
}

const REPLICA_TIMEOUT_MS = 500

/** Exports are read from it, if there is one. Opens no connection before the first export. */
const openReplica = (
  { databaseReadUrl, maxConnections }: BillingConfig,
  logger: Logger,
  lifetime: AsyncDisposableStack,
): Database | null => {
  if (databaseReadUrl === null) return null
  const replica: Database = openDatabase<Schema>(databaseReadUrl, {
    schema: SCHEMA_NAME,
    maxConnections,
    connectTimeoutMs: REPLICA_TIMEOUT_MS,
    onConnectionLost: (error) => logger.warn({ err: error }, 'a connection to the read replica was lost'),
  })
  lifetime.defer(() => replica.destroy())
  return replica
}

type Parts = Pick<Context, 'db' | 'replica' | 'bus' | 'logger'>

const createContext = (config: BillingConfig, { db, replica, bus, logger }: Parts): Context => ({
  db,
  replica,
  bus,
  logger,
  usage: bus.usage,
  now: () => new Date(),
  createId: (prefix) => `${prefix}_${nanoid()}`,
  randomBytes,
  leaseLifetimeMs: config.leaseLifetimeMs,
  limiter: createLimiter(nowMs),
  metrics: createBillingMetrics({
    isByKey: config.hasMetricsByKey,
    countWaiting: () => bus.usage.countWaiting(),
  }),
})
