import { randomBytes } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { connectBus, type Bus } from '@gptget/bus'
import { isDatabaseDown, migrate, openDatabase } from '@gptget/postgres'
import {
  createLogger,
  healthRoutes,
  startHttpServer,
  startTelemetry,
  type Logger,
  type Service,
} from '@gptget/runtime'
import { sql } from 'kysely'
import { nanoid } from 'nanoid'
import { DEFAULTS, type BillingConfig } from './config.ts'
import type { Context } from './context.ts'
import { migrations } from './db/migrations/index.ts'
import { SCHEMA_NAME, type Database, type Schema } from './db/schema/index.ts'
import { consumeUsage } from './ledger/consume-usage.ts'
import { startSweeper } from './leases/start-sweeper.ts'
import { joinKeepers } from './limits/join-keepers.ts'
import { createLimiter } from './limits/limiter.ts'
import { createBillingMetrics } from './metrics.ts'
import { serveWithDatabase } from './subjects/serve.ts'
import { serveAccounts } from './subjects/serve-accounts.ts'
import { serveCredits } from './subjects/serve-credits.ts'

export type BillingOptions = Partial<BillingConfig> & Pick<BillingConfig, 'natsUrl' | 'databaseUrl'>

const POSTGRES_PATIENCE_MS = 60_000

/**
 * Starts billing: accounts, keys, wallets, leases, limits and the ledger. Any number of them may run at once.
 *
 * @throws when NATS or Postgres cannot be reached
 */
export const create = async (
  options: BillingOptions,
  logger: Logger = createLogger('billing'),
): Promise<Service> => {
  const config: BillingConfig = { ...DEFAULTS, ...options }
  const stopTelemetry = await startTelemetry('billing', process.env)
  const db = openDatabase<Schema>(config.databaseUrl, {
    schema: SCHEMA_NAME,
    maxConnections: config.maxConnections,
    onConnectionLost: (error) => logger.warn({ err: error }, 'a connection to Postgres was lost'),
  })
  await migrateWhenUp(db, logger)
  const bus = await connectBus({
    url: config.natsUrl,
    name: 'billing',
    onError: (error, what) => logger.warn({ err: error }, what),
  })
  const ctx = createContext(config, db, bus, logger)
  const serve = serveWithDatabase(bus)
  serveAccounts(ctx, serve)
  serveCredits(ctx, serve)
  const keepers = await joinKeepers({
    bus,
    limiter: ctx.limiter,
    nowMs: () => performance.now(),
    startedAtMs: Date.now(),
  })
  const consumer = await consumeUsage(ctx, config.maxUsageBatch)
  const sweeper = startSweeper(ctx, {
    intervalMs: config.sweepIntervalMs,
    steadyMs: config.leaseLifetimeMs / 2,
    isConnected: bus.isConnected,
  })
  const http = await startHttpServer(
    healthRoutes({ checks: healthChecks(db, bus), metrics: ctx.metrics.registry }),
    config,
  )
  return {
    name: 'billing',
    url: http.url,
    stop: async () => {
      keepers.leave()
      await sweeper.stop()
      await consumer.stop()
      await bus.close()
      await db.destroy()
      await http.stop()
      await stopTelemetry()
    },
  }
}

const createContext = (config: BillingConfig, db: Database, bus: Bus, logger: Logger): Context => ({
  db,
  bus,
  logger,
  usage: bus.usage,
  now: () => new Date(),
  createId: (prefix) => `${prefix}_${nanoid()}`,
  randomBytes,
  leaseLifetimeMs: config.leaseLifetimeMs,
  limiter: createLimiter(() => performance.now()),
  metrics: createBillingMetrics(),
})

const healthChecks = (db: Database, bus: Bus) => ({
  nats: () => bus.isConnected(),
  postgres: () =>
    sql`select 1`.execute(db).then(
      () => true,
      () => false,
    ),
})

/** Postgres may be starting at the same moment. */
const migrateWhenUp = async (db: Database, logger: Logger): Promise<void> => {
  const deadlineMs = performance.now() + POSTGRES_PATIENCE_MS
  for (;;) {
    try {
      await migrate(db, migrations, { schema: SCHEMA_NAME })
      return
    } catch (error) {
      if (!isDatabaseDown(error) || performance.now() > deadlineMs) throw error
      logger.warn({ err: error }, 'Postgres is not up yet')
      await setTimeout(500)
    }
  }
}
