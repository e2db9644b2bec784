import { randomBytes } from 'node:crypto'
import { joinBus } from '@gptget/bus'
import type { Bus } from '@gptget/bus'
import { isReachable, openServiceDatabase } from '@gptget/postgres'
import { createLogger, healthRoutes, startHttpServer, startService } from '@gptget/runtime'
import type { Logger, Service } from '@gptget/runtime'
import { nanoid } from 'nanoid'
import { DEFAULTS } from './config.ts'
import type { BillingConfig } from './config.ts'
import type { Context } from './context.ts'
import { migrations } from './db/migrations/index.ts'
import { SCHEMA_NAME } from './db/schema/index.ts'
import type { Database, Schema } from './db/schema/index.ts'
import { consumeUsage } from './ledger/consume-usage.ts'
import { startSweeper } from './leases/start-sweeper.ts'
import { joinLeaderElection } from './limits/join-leader-election.ts'
import { createLimiter } from './limits/limiter.ts'
import { createBillingMetrics } from './metrics.ts'
import { serveWithDatabase } from './subjects/serve.ts'
import { serveAccounts } from './subjects/serve-accounts.ts'
import { serveByokKeys } from './subjects/serve-byok.ts'
import { serveCredits } from './subjects/serve-credits.ts'

export type BillingOptions = Partial<BillingConfig> & Pick<BillingConfig, 'natsUrl' | 'databaseUrl'>

const nowMs = (): number => performance.now()

type Dependencies = { logger?: Logger; bus?: Bus; env?: NodeJS.ProcessEnv }

/**
 * Starts billing: accounts, keys, wallets, leases, limits and the ledger. Any number of them may run at once. `bus`
 * is given when it shares its process with other services.
 *
 * @throws when NATS or Postgres cannot be reached
 */
export const create = (
  options: BillingOptions,
  { logger = createLogger('billing'), bus: shared, env = process.env }: Dependencies = {},
): Promise<Service> =>
  startService('billing', env, async (lifetime) => {
    const config: BillingConfig = { ...DEFAULTS, ...options }
    const { databaseUrl: url, maxConnections, natsUrl } = config
    const schema = SCHEMA_NAME
    const db = await openServiceDatabase<Schema>({
      url,
      schema,
      migrations,
      maxConnections,
      logger,
      lifetime,
    })
    const bus = await joinBus({ shared, url: natsUrl, name: 'billing', logger, lifetime })
    const context = createContext(config, db, bus, logger)
    await serveBilling(context, config, lifetime)
    await bus.flush()
    const checks = { nats: () => bus.isConnected(), postgres: () => isReachable(db) }
    const http = await startHttpServer(healthRoutes({ checks, metrics: context.metrics.registry }), config)
    lifetime.defer(() => http.stop())
    return http.url
  })

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
  const consumer = await consumeUsage(context, config.maxUsageBatch)
  lifetime.defer(() => consumer.stop())
  const sweeper = startSweeper(context, {
    intervalMs: config.sweepIntervalMs,
    steadyMs: config.leaseLifetimeMs / 2,
    isConnected: bus.isConnected,
  })
  lifetime.defer(() => sweeper.stop())
  const leaders = await joinLeaderElection({ bus, limiter, nowMs, startedAtMs: Date.now() })
  lifetime.defer(() => leaders.leave())
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
  limiter: createLimiter(nowMs),
  metrics: createBillingMetrics(),
})
