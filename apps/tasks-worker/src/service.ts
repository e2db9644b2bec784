import { setTimeout as sleep } from 'node:timers/promises'
import { connectBus, type Bus } from '@gptget/bus'
import { LeaseBook } from '@gptget/credit'
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
import { Runner } from './background/runner.ts'
import { DEFAULTS, type TasksConfig } from './config.ts'
import type { Context } from './context.ts'
import { migrations } from './db/migrations/index.ts'
import { SCHEMA_NAME, type Database, type Schema } from './db/schema/index.ts'
import { createTasksMetrics } from './metrics.ts'
import { startSweeper } from './responses/sweep-responses.ts'
import { serveTasks } from './subjects/serve-tasks.ts'

export type TasksOptions = Partial<TasksConfig> & Pick<TasksConfig, 'natsUrl' | 'databaseUrl'>

const POSTGRES_PATIENCE_MS = 60_000

/**
 * Starts the service that owns what outlives a request: kept responses, conversations, background runs. Any number
 * of them may run at once.
 *
 * @throws when NATS or Postgres cannot be reached
 */
export const create = async (
  options: TasksOptions,
  logger: Logger = createLogger('tasks-worker'),
): Promise<Service> => {
  const config: TasksConfig = { ...DEFAULTS, ...options }
  const stopTelemetry = await startTelemetry('tasks-worker', process.env)
  const db = openDatabase<Schema>(config.databaseUrl, {
    schema: SCHEMA_NAME,
    maxConnections: config.maxConnections,
    onConnectionLost: (error) => logger.warn({ err: error }, 'a connection to Postgres was lost'),
  })
  await migrateWhenUp(db, logger)
  const bus = await connectBus({
    url: config.natsUrl,
    name: 'tasks-worker',
    onError: (error, what) => logger.warn({ err: error }, what),
  })
  const leases = new LeaseBook(bus, Date.now, logger)
  const metrics = createTasksMetrics()
  const ctx: Context = { config, db, bus, leases, metrics, logger, now: () => new Date() }
  const runner = new Runner(ctx)
  serveTasks(ctx, runner)
  const stopSweeper = startSweeper(ctx)
  const http = await startHttpServer(
    healthRoutes({ checks: healthChecks(db, bus), metrics: metrics.registry }),
    config,
  )
  return {
    name: 'tasks-worker',
    url: http.url,
    stop: async () => {
      stopSweeper()
      // Those under way need the bus, their leases and this very process to keep what they come to.
      await runner.stop()
      await leases.stop()
      await bus.close()
      await db.destroy()
      await http.stop()
      await stopTelemetry()
    },
  }
}

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
      await sleep(500)
    }
  }
}
