import type { Context } from '../context.ts'
import type { LiveComputer } from '../live/live-computers.ts'
import { change, moveFrom } from '../store/rows.ts'
import { haltComputer } from './run-computer.ts'

/** Less of one processor than this counts as idle. */
const IDLE_CPU_SHARE = 0.02

type Seen = { cpuMs: number; atMs: number }

/** Handles idle desktops: freezes those without activity, stops those that were unused for the requested time. */
export class Rest {
  readonly #context: Context
  readonly #seen = new WeakMap<LiveComputer, Seen>()

  constructor(context: Context) {
    this.#context = context
  }

  async look(): Promise<void> {
    const { live: all, logger } = this.#context
    for (const live of all) {
      try {
        await this.#lookAt(live)
      } catch (error) {
        // It may just have been stopped.
        if (all.find(live.computerId) === live)
          logger.error({ err: error, computerId: live.computerId }, 'an idle computer was not put to rest')
      }
    }
  }

  async #lookAt(live: LiveComputer): Promise<void> {
    const { config, now } = this.#context
    if (live.isInUse) return
    const idleMs = now() - live.usedAtMs
    if (await this.#stopIfUnused(live, idleMs)) return
    if (live.isFrozen || config.freezeAfterMs === 0) return
    const isQuiet = await this.#isQuiet(live)
    if (isQuiet && idleMs >= config.freezeAfterMs && !live.isInUse) await this.#freeze(live)
  }

  async #isQuiet(live: LiveComputer): Promise<boolean> {
    const { driver, now } = this.#context
    const { cpuMs } = await driver.stats(live.instanceId)
    const before = this.#seen.get(live)
    this.#seen.set(live, { cpuMs, atMs: now() })
    return before !== undefined && (cpuMs - before.cpuMs) / Math.max(1, now() - before.atMs) < IDLE_CPU_SHARE
  }

  async #freeze(live: LiveComputer): Promise<void> {
    const { events } = this.#context
    await live.freeze()
    await events.tell(
      { computer_id: live.computerId, account_id: live.accountId },
      { type: 'computer.frozen' },
    )
  }

  async #stopIfUnused(live: LiveComputer, idleMs: number): Promise<boolean> {
    const { db } = this.#context
    await change(db, live.computerId, { last_used_at: new Date(live.usedAtMs) })
    const row = await db
      .selectFrom('computers')
      .select(['auto_stop_minutes'])
      .where('computer_id', '=', live.computerId)
      .executeTakeFirst()
    const minutes = row?.auto_stop_minutes ?? 0
    if (minutes === 0 || idleMs < minutes * 60_000 || live.isInUse) return false
    const taken = await moveFrom(db, live.computerId, ['running'], { status: 'stopping' })
    if (taken !== undefined) await haltComputer(this.#context, taken, `It was idle for ${minutes} minutes.`)
    return taken !== undefined
  }
}
