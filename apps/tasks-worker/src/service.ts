import { LeaseManager } from '@gptget/credit'
import { isReachable, openServiceDatabase } from '@gptget/postgres'
import type { Service, ServiceDependencies } from '@gptget/runtime'
import { startService } from '@gptget/runtime/service'
import { createBodyRoom, ThreadPool } from '@gptget/threads'
import type { TasksWorks } from './bodies/jobs.ts'
import { Runner } from './background/runner.ts'
import { DEFAULTS } from './config.ts'
import type { TasksConfig } from './config.ts'
import type { Context } from './context.ts'
import { manifest } from './manifest.ts'
import { migrations } from './db/migrations/index.ts'
import { SCHEMA_NAME } from './db/schema/index.ts'
import type { Schema } from './db/schema/index.ts'
import { createTasksMetrics } from './metrics.ts'
import { startResponseSweeper } from './responses/sweep-responses.ts'
import { serveTasks } from './subjects/serve-tasks.ts'

export type TasksOptions = Partial<TasksConfig> & Pick<TasksConfig, 'natsUrl' | 'databaseUrl'>

/**
 * Starts the service that owns what outlives a request: stored responses, conversations, background runs. Any number
 * of them may run at once.
 *
 * @throws when NATS or Postgres cannot be reached
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
    serve: (db, { bus, logger, lifetime }) => {
      const leases = new LeaseManager(bus, Date.now, logger, config.leaseLifetimeMs)
      lifetime.defer(() => leases.stop())
      const threads = new ThreadPool<TasksWorks>({
        load: () => import('./bodies/jobs.ts'),
        onError: (error) => logger.error({ err: error }, 'a thread for large bodies crashed'),
      })
      lifetime.defer(() => threads.close())
      const metrics = createTasksMetrics()
      const context: Context = {
        config,
        db,
        bus,
        leases,
        room: createBodyRoom(config.bodyBytes),
        threads,
        metrics,
        logger,
        now: () => new Date(),
      }
      const runner = new Runner(context)
      // Running ones need the bus, their leases and this very process to keep what they come to.
      lifetime.defer(() => runner.stop())
      serveTasks(context, runner)
      const sweeper = startResponseSweeper(context)
      lifetime.defer(() => sweeper.stop())
      return { metrics: metrics.registry, checks: { postgres: () => isReachable(db) } }
    },
  })
}
