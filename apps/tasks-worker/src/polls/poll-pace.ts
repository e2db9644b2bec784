import { sql } from 'kysely'
import type { TasksConfig } from '../config.ts'
import { Allowance } from './allowance.ts'
import { pollWaitMs, type PolledTask } from './poll-wait.ts'
import { stretchesOf, type Demand, type StretchOf } from './stretches.ts'

type Paced = PolledTask & { account_id: string; most_per_poll: number }
type Config = Pick<TasksConfig, 'pollsPerSecond' | 'pollCallsPerSecond' | 'taskLongestPollMs'>

/** Names a key of a provider. */
export const upstreamOf = ({ providerId, credential }: { providerId: string; credential: string }): string =>
  `${providerId} ${credential}`
/** The same in a query of tasks that have a route. */
export const UPSTREAM = sql<string>`concat(route::jsonb ->> 'providerId', ' ', route::jsonb ->> 'credential')`

/** Decides how often tasks are polled: as often as is useful while few are open, else within a budget. */
export class PollPace {
  readonly #config: Config
  readonly #now: () => Date
  readonly #polls: Allowance
  #calls = new Map<string, Allowance>()
  #stretchOf: StretchOf = () => 1

  constructor(config: Config, now: () => Date) {
    this.#config = config
    this.#now = now
    this.#polls = new Allowance(config.pollsPerSecond, now)
  }

  /** Adjusts the pace to the open tasks of all workers. */
  adjust(demands: readonly Demand[]): void {
    const { pollsPerSecond, pollCallsPerSecond: callsPerSecond } = this.#config
    this.#stretchOf = stretchesOf(demands, { pollsPerSecond, callsPerSecond })
    const allowanceOf = (upstream: string): Allowance =>
      this.#calls.get(upstream) ?? new Allowance(callsPerSecond, this.#now)
    this.#calls = new Map(demands.map(({ upstream }) => [upstream, allowanceOf(upstream)]))
  }

  /** How many tasks this process may look at. */
  get room(): number {
    return Math.max(0, Math.floor(this.#polls.room))
  }

  /**
   * Takes a turn for a task that is due: whether it is polled now, and when it is due again. After a pause of all
   * workers more tasks are due than a key allows calls: they are spread over the time that they would wait.
   */
  takeTurn(task: Paced, upstream: string): { isPolled: boolean; waitMs: number } {
    const waitMs = this.waitMs(task, upstream)
    const calls = this.#calls.get(upstream)
    const isStretched = this.#stretchOf({ accountId: task.account_id, upstream }) > 1
    this.#polls.take(1)
    if (isStretched && calls !== undefined && calls.room <= 0)
      return { isPolled: false, waitMs: waitMs * Math.random() }
    calls?.take(1 / task.most_per_poll)
    return { isPolled: true, waitMs }
  }

  /** How long a task waits for its next poll. */
  waitMs(task: Omit<Paced, 'most_per_poll'>, upstream: string): number {
    const stretch = this.#stretchOf({ accountId: task.account_id, upstream })
    return pollWaitMs(task, { now: this.#now(), longestMs: this.#config.taskLongestPollMs, stretch })
  }
}
