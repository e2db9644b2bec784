import { ServiceDirectory } from '@gptget/http'
import { openServiceDatabase, requireReachable } from '@gptget/postgres'
import { createMetrics, startSweeper } from '@gptget/runtime'
import type { Service, ServiceDependencies } from '@gptget/runtime'
import { startService } from '@gptget/runtime/service'
import { nanoid } from 'nanoid'
import { randomBytes } from 'node:crypto'
import { createApp } from './app.ts'
import { keyRingOf } from './auth/secrets.ts'
import { DEFAULTS } from './config.ts'
import type { ConsoleConfig } from './config.ts'
import type { Context } from './context.ts'
import { migrations } from './db/migrations/index.ts'
import { SCHEMA_NAME } from './db/schema/index.ts'
import type { Schema } from './db/schema/index.ts'
import { createMailer } from './mail/mailer.ts'
import { createPayments } from './stripe/create-payments.ts'
import { tellOfBudgets } from './budgets/tell-of-budgets.ts'
import { topUpWallets } from './payments/top-up.ts'
import { manifest } from './manifest.ts'
import { serveLinks } from './subjects/serve-links.ts'

export type ConsoleOptions = Partial<ConsoleConfig> &
  Pick<ConsoleConfig, 'natsUrl' | 'databaseUrl' | 'secret'>

/** Starts the console. @throws if NATS or Postgres cannot be reached */
export const create = (options: ConsoleOptions, dependencies: ServiceDependencies = {}): Promise<Service> => {
  const config: ConsoleConfig = { ...DEFAULTS, ...options }
  return startService(manifest, config, dependencies, {
    open: (parts) =>
      openServiceDatabase<Schema>({
        url: config.databaseUrl,
        schema: SCHEMA_NAME,
        migrations,
        maxConnections: config.maxConnections,
        ...parts,
      }),
    serve: (db, { bus, logger, lifetime }) => {
      const directory = new ServiceDirectory(Date.now)
      directory.join(bus)
      const context: Context = {
        config,
        bus,
        db,
        directory,
        keyRing: keyRingOf(config.secret),
        logger,
        payments: config.payments === null ? null : createPayments(config.payments),
        mailer: config.mail === null ? null : createMailer(config.mail, logger),
        now: () => new Date(),
        makeId: () => nanoid(24),
        randomBytes,
      }
      serveLinks(context, bus)
      for (const sweep of [topUpWallets, tellOfBudgets]) {
        const watch = startSweeper({
          intervalMs: config.watchIntervalMs,
          sweep: () => sweep(context),
          onError: (error) => logger.error({ err: error, sweep: sweep.name }, 'a look at wallets failed'),
        })
        lifetime.defer(() => watch.stop())
      }
      const checks = { postgres: () => requireReachable(db) }
      return { app: createApp(context, checks), metrics: createMetrics('console'), checks }
    },
  })
}
