import { joinBus } from '@gptget/bus'
import type { Bus } from '@gptget/bus'
import { LeaseManager } from '@gptget/credit'
import { isReachable, openServiceDatabase } from '@gptget/postgres'
import { createLogger, healthRoutes, startHttpServer, startService } from '@gptget/runtime'
import type { Logger, Service } from '@gptget/runtime'
import { Runner } from './background/runner.ts'
import { DEFAULTS } from './config.ts'
import type { TasksConfig } from './config.ts'
import type { Context } from './context.ts'
import { migrations } from './db/migrations/index.ts'
import { SCHEMA_NAME } from './db/schema/index.ts'
import type { Schema } from './db/schema/index.ts'
import { createTasksMetrics } from './metrics.ts'
import { startSweeper } from './responses/sweep-responses.ts'
import { serveTasks } from './subjects/serve-tasks.ts'

export type TasksOptions = Partial<TasksConfig> & Pick<TasksConfig, 'natsUrl' | 'databaseUrl'>

type Dependencies = { logger?: Logger; bus?: Bus; env?: NodeJS.ProcessEnv }

/**
 * Starts the service that owns what outlives a request: kept responses, conversations, background runs. Any number
 * of them may run at once. `bus` is given when it shares its process with other services.
 *
 * @throws when NATS or Postgres cannot be reached
 */
export const create = (
  options: TasksOptions,
  { logger = createLogger('tasks-worker'), bus: shared, env = process.env }: Dependencies = {},
): Promise<Service> =>
  startService('tasks-worker', env, async (lifetime) => {
    const config: TasksConfig = { ...DEFAULTS, ...options }
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
    const bus = await joinBus({ shared, url: natsUrl, name: 'tasks-worker', logger, lifetime })
    const leases = new LeaseManager(bus, Date.now, logger, config.leaseLifetimeMs)
    lifetime.defer(() => leases.stop())
    const metrics = createTasksMetrics()
    const context: Context = { config, db, bus, leases, metrics, logger, now: () => new Date() }
    const runner = new Runner(context)
    // Those under way need the bus, their leases and this very process to keep what they come to.
    lifetime.defer(() => runner.stop())
    serveTasks(context, runner)
    lifetime.defer(startSweeper(context))
    await bus.flush()
    const checks = { nats: () => bus.isConnected(), postgres: () => isReachable(db) }
    const http = await startHttpServer(healthRoutes({ checks, metrics: metrics.registry }), config)
    lifetime.defer(() => http.stop())
    return http.url
  })
