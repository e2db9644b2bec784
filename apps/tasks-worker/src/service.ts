import { LeaseManager } from '@gptget/credit'
import { BodyBudget, createKeyCache, MAX_BODY_BYTES } from '@gptget/http'
import { openServiceDatabase, requireReachable } from '@gptget/postgres'
import { isConnected } from '@gptget/runtime'
import type { Service, ServiceDependencies } from '@gptget/runtime'
import { startService } from '@gptget/runtime/service'
import { createBodyRoom, ThreadPool } from '@gptget/threads'
import { nanoid } from 'nanoid'
import { createApp } from './app.ts'
import type { TasksWorks } from './bodies/jobs.ts'
import { countWaitingRuns } from './background/claim-run.ts'
import { Runner } from './background/runner.ts'
import { DEFAULTS } from './config.ts'
import type { TasksConfig } from './config.ts'
import type { Context } from './context.ts'
import { manifest } from './manifest.ts'
import { migrations } from './db/migrations/index.ts'
import { SCHEMA_NAME } from './db/schema/index.ts'
import type { Schema } from './db/schema/index.ts'
import { createTasksMetrics } from './metrics.ts'
import { startExpirySweeper } from './retention/retention.ts'
import { serveTasks } from './subjects/serve-tasks.ts'
import { TaskDriver } from './tasks/driver.ts'
import { sealPlainSecrets, webhookKeyRing } from './webhooks/sealed-secrets.ts'
import { DeliveryDriver } from './webhooks/delivery-driver.ts'
import { startTaskSweepers } from './tasks/sweep-tasks.ts'
import { newsKeysOf } from './provider-news/news-url.ts'
import { Bell } from './listeners/bell.ts'
import { TaskListeners } from './listeners/task-listeners.ts'
import { PollPace } from './polls/poll-pace.ts'

export type TasksOptions = Partial<TasksConfig> & Pick<TasksConfig, 'natsUrl' | 'databaseUrl' | 'secret'>

/**
 * Starts the service that owns what outlives a request: stored responses, conversations, background runs, tasks. Any
 * number of processes may run at once.
 *
 * @throws if NATS or Postgres cannot be reached
 */
export const create = (options: TasksOptions, dependencies: ServiceDependencies = {}): Promise<Service> => {
  const config: TasksConfig = { ...DEFAULTS, ...options }
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
      const leases = new LeaseManager(bus, Date.now, logger, config.leaseLifetimeMs)
      lifetime.defer(() => leases.stop())
      const threads = new ThreadPool<TasksWorks>({
        load: () => import('./bodies/jobs.ts'),
        onError: (error) => logger.error({ err: error }, 'a thread for large bodies crashed'),
      })
      lifetime.defer(() => threads.close())
      const context = createContext(config, { db, bus, leases, threads, logger })
      await sealPlainSecrets(context)
      const runner = new Runner(context)
      // Running ones need the bus, their leases and this process to store their results.
      lifetime.defer(() => runner.stop())
      serveTasks(context, runner)
      for (const sweeper of [startExpirySweeper(context), ...startTaskSweepers(context)])
        lifetime.defer(() => sweeper.stop())
      const driver = new TaskDriver(context)
      lifetime.defer(() => driver.stop())
      const deliveries = new DeliveryDriver(context)
      lifetime.defer(() => deliveries.stop())
      const checks = { postgres: () => requireReachable(db) }
      return {
        app: createApp(context, { bus: () => isConnected(bus), ...checks }),
        metrics: context.metrics.registry,
        checks,
      }
    },
  })
}

type Parts = Pick<Context, 'db' | 'bus' | 'leases' | 'threads' | 'logger'>

const now = (): Date => new Date()

const createContext = (config: TasksConfig, parts: Parts): Context => ({
  config,
  ...parts,
  auth: { keys: createKeyCache(parts.bus, Date.now), now: Date.now },
  room: createBodyRoom(config.bodyBytes),
  bodies: new BodyBudget({ processBytes: 4 * MAX_BODY_BYTES, accountBytes: 2 * MAX_BODY_BYTES }),
  keyRing: webhookKeyRing(config.secret),
  newsKeys: newsKeysOf(config.secret),
  listeners: new TaskListeners(parts.bus),
  due: new Bell(),
  pollPace: new PollPace(config, now),
  deliveriesDue: new Bell(),
  metrics: createTasksMetrics(() => countWaitingRuns(parts.db)),
  now,
  makeId: () => nanoid(24),
})
