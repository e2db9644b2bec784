import { connectBus } from '@gptget/bus'
import { LeaseManager } from '@gptget/credit'
import { BodyBudget, createKeyCache, MAX_BODY_BYTES } from '@gptget/http'
import { migrate, openDatabase } from '@gptget/postgres'
import { createLogger } from '@gptget/runtime'
import { createTestDatabase, startTestNats } from '@gptget/testkit'
import { createBodyRoom, ThreadPool } from '@gptget/threads'
import type { TasksWorks } from '../src/bodies/jobs.ts'
import { DEFAULTS } from '../src/config.ts'
import type { TasksConfig } from '../src/config.ts'
import type { Context } from '../src/context.ts'
import { migrations } from '../src/db/migrations/index.ts'
import { SCHEMA_NAME, type Schema } from '../src/db/schema/index.ts'
import { countWaitingRuns } from '../src/background/claim-run.ts'
import { createTasksMetrics } from '../src/metrics.ts'
import { webhookKeyRing } from '../src/webhooks/sealed-secrets.ts'
import { newsKeysOf } from '../src/provider-news/news-url.ts'
import { Bell } from '../src/listeners/bell.ts'
import { TaskListeners } from '../src/listeners/task-listeners.ts'
import { PollPace } from '../src/polls/poll-pace.ts'
import { randomUUID } from 'node:crypto'

type Options = { now: () => Date; config?: Partial<TasksConfig> }

/**
 * The dependencies of a tasks-worker's functions, with a separate database, bus and threads. `close` ends all of it.
 */
export const openContext = async ({
  now,
  config = {},
}: Options): Promise<{ context: Context; close: () => Promise<void> }> => {
  const [database, nats] = await Promise.all([createTestDatabase(), startTestNats()])
  const logger = createLogger('tasks-worker', { LOG_LEVEL: 'silent' })
  const onError = (error: unknown) => logger.error(error)
  const bus = await connectBus({ url: nats.url, name: 'test', onError })
  const db = openDatabase<Schema>(database.url, { schema: SCHEMA_NAME })
  await migrate(db, migrations, { schema: SCHEMA_NAME })
  const leases = new LeaseManager(bus, Date.now, logger)
  const threads = new ThreadPool<TasksWorks>({ load: () => import('../src/bodies/jobs.ts'), onError })
  const close = async () => {
    await leases.stop()
    await threads.close()
    await bus.close()
    await db.destroy()
    await Promise.all([database.drop(), nats.stop()])
  }
  const metrics = createTasksMetrics(() => countWaitingRuns(db))
  const secret = 'a secret of tests, and long enough for one'
  const known = { ...DEFAULTS, secret, natsUrl: nats.url, databaseUrl: database.url, ...config }
  const context = {
    config: known,
    db,
    bus,
    leases,
    room: createBodyRoom(known.bodyBytes),
    threads,
    metrics,
    logger,
    now,
    auth: { keys: createKeyCache(bus, Date.now), now: Date.now },
    bodies: new BodyBudget({ processBytes: MAX_BODY_BYTES, accountBytes: MAX_BODY_BYTES }),
    keyRing: webhookKeyRing(secret),
    newsKeys: newsKeysOf(secret),
    listeners: new TaskListeners(bus),
    due: new Bell(),
    pollPace: new PollPace(known, now),
    deliveriesDue: new Bell(),
    makeId: () => randomUUID(),
  }
  return { context, close }
}
