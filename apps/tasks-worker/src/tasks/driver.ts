import type { Context } from '../context.ts'
import type { TaskRow } from '../db/schema/tasks.ts'
import { AccountShares } from '../rows/account-shares.ts'
import { claimPolls, claimSteps, findNextAccount, setDue, type PolledRow } from '../rows/claim-due.ts'
import { idleMsOf } from '../rows/idle-time.ts'
import { pollRunning } from '../steps/poll.ts'
import { stepTask } from '../steps/step.ts'

/** What is due and could not be taken is looked at again after this time. */
const LOOK_INTERVAL_MS = 250
const MOST_AT_ONCE = 100
/** A share of all steps, because those of one account may wait for slow URLs. */
const LARGEST_SHARE = 1 / 8

type Taken = Pick<TaskRow, 'task_id'>

/** Processes tasks step by step, until stopped. Any number of processes do so at once. */
export class TaskDriver {
  readonly #context: Context
  readonly #looking: Promise<void>
  readonly #running = new Map<Promise<unknown>, readonly Taken[]>()
  /** The tasks that are being polled, and whether they came due meanwhile. */
  readonly #polled = new Map<string, boolean>()
  readonly #shares: AccountShares
  readonly #renewal: NodeJS.Timeout
  #isStopping = false

  constructor(context: Context) {
    this.#context = context
    this.#shares = new AccountShares(Math.ceil(LARGEST_SHARE * context.config.maxTaskSteps))
    this.#looking = this.#keepLooking()
    const renew = (): void =>
      void this.#renew().catch((error: unknown) => context.logger.warn({ err: error }, 'tasks were not kept'))
    this.#renewal = setInterval(renew, context.config.taskLeaseMs / 3).unref()
  }

  async #keepLooking(): Promise<void> {
    const { due, logger, config } = this.#context
    while (!this.#isStopping) {
      const waitMs = await this.#look().catch((error: unknown) => {
        logger.warn({ err: error }, 'due tasks could not be looked for')
        return LOOK_INTERVAL_MS
      })
      await due.heard(Math.min(waitMs, config.taskFirstPollMs, config.taskLongestPollMs))
    }
  }

  /** Takes due tasks, as many as it has capacity for. Returns when to look again, in milliseconds. */
  async #look(): Promise<number> {
    const idleMs = await idleMsOf(this.#context, 'tasks')
    if (idleMs > 0) return idleMs
    while (this.#room > 0 && !this.#isStopping) {
      const counts = [await this.#pollDue(), await this.#stepDue()]
      if (counts.every((count) => count === 0)) break
    }
    return LOOK_INTERVAL_MS
  }

  get #room(): number {
    return this.#context.config.maxTaskSteps - this.#running.size
  }

  /** Polls many tasks at once, as many as the pace of polls allows. Answers their number if there may be more. */
  async #pollDue(): Promise<number> {
    const most = Math.min(MOST_AT_ONCE, this.#context.pollPace.room)
    if (most === 0) return 0
    const due = await claimPolls(this.#context, most)
    const rows = due.filter(({ task_id }) => !this.#polled.has(task_id))
    for (const { task_id } of due) this.#polled.set(task_id, this.#polled.has(task_id))
    if (rows.length > 0) this.#start(rows, () => this.#poll(rows))
    return due.length === MOST_AT_ONCE ? due.length : 0
  }

  /** A task that came due before its slow provider answered is polled again only then. */
  async #poll(rows: readonly PolledRow[]): Promise<void> {
    try {
      await pollRunning(this.#context, rows)
    } finally {
      const again = rows.filter(({ task_id }) => this.#polled.get(task_id) === true)
      for (const { task_id } of rows) this.#polled.delete(task_id)
      await setDue(this.#context, again, { inMs: 0, state: 'running' })
      if (again.length > 0) this.#context.due.tell()
    }
  }

  /** Runs steps of the account that has waited longest. */
  async #stepDue(): Promise<number> {
    const accountId = await findNextAccount(this.#context, this.#shares.full)
    if (accountId === null) return 0
    const limit = Math.min(Math.max(1, this.#room), this.#shares.roomOf(accountId))
    const rows = await claimSteps(this.#context, { accountId, limit })
    for (const row of rows) {
      this.#shares.enter(accountId)
      this.#start([row], async () => {
        try {
          await this.#goOn(row)
        } finally {
          if (this.#shares.leave(accountId)) this.#context.due.tell()
        }
      })
    }
    return rows.length
  }

  async stop(): Promise<void> {
    this.#isStopping = true
    this.#context.due.tell()
    await this.#looking
    await Promise.all(this.#running.keys())
    clearInterval(this.#renewal)
  }

  /** Continues as far as possible at once. */
  async #goOn(row: TaskRow): Promise<void> {
    const now = this.#context.now
    for (let next: TaskRow | null = row; next !== null;) {
      const changed = await stepTask(this.#context, next)
      next = changed !== null && isDue(changed, now()) ? changed : null
    }
  }

  #start(rows: readonly Taken[], work: () => Promise<void>): void {
    const running = work()
      .catch((error: unknown) => this.#postpone(rows, error))
      .finally(() => {
        this.#running.delete(running)
        // There may be more than it had capacity for.
        if (this.#running.size + 1 >= this.#context.config.maxTaskSteps) this.#context.due.tell()
      })
    this.#running.set(running, rows)
  }

  /** A process that is silent for as long as a lease counts as dead. Its late results change nothing. */
  async #renew(): Promise<void> {
    const rows = [...this.#running.values()].flat()
    await setDue(this.#context, rows, { inMs: this.#context.config.taskLeaseMs })
  }

  /** A failed step is retried soon, not at the end of the lease. */
  async #postpone(rows: readonly Taken[], error: unknown): Promise<void> {
    const { logger } = this.#context
    const taskIds = rows.slice(0, 3).map(({ task_id }) => task_id)
    logger.warn({ err: error, taskIds }, 'a step of a task failed; it is tried again')
    await setDue(this.#context, rows, { inMs: RETRY_MS }).catch((again: unknown) =>
      logger.warn({ err: again }, 'tasks could not be put off'),
    )
  }
}

const RETRY_MS = 2_000

/** Running tasks are polled together when they are due. */
const isDue = ({ due_at, state }: TaskRow, now: Date): boolean =>
  due_at !== null && due_at <= now && state !== 'running'
