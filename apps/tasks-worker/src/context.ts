import type { Bus } from '@gptget/bus'
import type { LeaseManager } from '@gptget/credit'
import type { BodyBudget, Keys } from '@gptget/http'
import type { KeyRing } from '@gptget/keys'
import type { Logger } from '@gptget/runtime'
import type { BodyRoom, ThreadPool } from '@gptget/threads'
import type { TasksWorks } from './bodies/jobs.ts'
import type { TasksConfig } from './config.ts'
import type { Database } from './db/schema/index.ts'
import type { TasksMetrics } from './metrics.ts'
import type { Bell } from './listeners/bell.ts'
import type { PollPace } from './polls/poll-pace.ts'
import type { TaskListeners } from './listeners/task-listeners.ts'

/** The dependencies of the tasks-worker's functions. */
export type Context = {
  config: TasksConfig
  db: Database
  bus: Bus
  leases: LeaseManager
  /** Memory for large data. */
  room: BodyRoom
  /** Threads for large data. */
  threads: ThreadPool<TasksWorks>
  /** Looks up callers' keys. */
  auth: Keys
  bodies: BodyBudget
  /** Encrypts the secrets of webhooks. */
  keyRing: KeyRing
  /** Signs the URLs for providers' webhooks. */
  newsKeys: KeyRing
  listeners: TaskListeners
  /** Rung when a task is due at once. */
  due: Bell
  pollPace: PollPace
  /** Rung when a webhook is due at once. */
  deliveriesDue: Bell
  metrics: TasksMetrics
  logger: Logger
  now: () => Date
  makeId: () => string
}
