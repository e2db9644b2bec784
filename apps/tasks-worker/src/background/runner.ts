import { responseCancelled, responseStatusChanged } from '@gptget/contracts'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Context } from '../context.ts'
import { claimRun, releaseRun, renewRuns, type Run } from './claim-run.ts'
import { failRun, failSilentRuns } from './end-run.ts'
import { runResponse } from './run-response.ts'

/** A process learns of its own queue at once, and finds others' within this time. */
const POLL_MS = 500
const RENEW_INTERVAL_MS = 5_000
/** How long runs may finish while the process stops. */
const DRAIN_MS = 15_000

/** Runs background responses, as many at once as configured, until stopped. */
export class Runner {
  readonly #context: Context
  readonly #runs = new Map<string, { abort: AbortController; ended: Promise<void> }>()
  readonly #timers: NodeJS.Timeout[]
  #claiming: Promise<void> | null = null
  #isStopping = false

  constructor(context: Context) {
    this.#context = context
    context.bus.on(responseCancelled, ({ responseId }) => this.cancel(responseId))
    const every = (intervalMs: number, work: () => Promise<unknown>) =>
      setInterval(() => this.#attempt(work), intervalMs).unref()
    this.#timers = [
      every(POLL_MS, () => this.claim()),
      every(Math.min(RENEW_INTERVAL_MS, context.config.runSilenceMs / 3), () => renewRuns(context)),
      every(Math.min(RENEW_INTERVAL_MS, context.config.runSilenceMs), () => failSilentRuns(context)),
    ]
  }

  /** Takes waiting runs. */
  claim(): Promise<void> {
    this.#claiming ??= this.#claimAll().finally(() => {
      this.#claiming = null
    })
    return this.#claiming
  }

  cancel(responseId: string): void {
    this.#runs.get(responseId)?.abort.abort()
  }

  /** Takes no more runs; those that do not finish in time are stopped and count as failed. */
  async stop(): Promise<void> {
    this.#isStopping = true
    // Runs being taken at this moment are queued again, which still needs the database; a failure to take one is logged
    // there.
    await this.#claiming?.catch(() => undefined)
    const allEnded = () => Promise.all([...this.#runs.values()].map(({ ended }) => ended))
    await Promise.race([allEnded(), sleep(DRAIN_MS, undefined, { ref: false })])
    for (const { abort } of this.#runs.values()) abort.abort()
    await allEnded()
    for (const timer of this.#timers) clearInterval(timer)
  }

  async #claimAll(): Promise<void> {
    while (!this.#isStopping && this.#runs.size < this.#context.config.maxRuns) {
      const run = await claimRun(this.#context)
      if (run === null) return
      this.#start(run)
    }
  }

  #start(run: Run): void {
    this.#tell(run)
    const abort = new AbortController()
    const ended = this.#run(run, abort.signal).finally(() => {
      this.#runs.delete(run.responseId)
      this.#tell(run)
      this.#context.metrics.openRuns.set(this.#runs.size)
    })
    this.#runs.set(run.responseId, { abort, ended })
    this.#context.metrics.openRuns.set(this.#runs.size)
  }

  #tell({ responseId }: Run): void {
    this.#context.bus.emit(responseStatusChanged, { responseId })
  }

  async #run(run: Run, signal: AbortSignal): Promise<void> {
    const { logger, metrics } = this.#context
    const { responseId } = run
    try {
      if (this.#isStopping) return await releaseRun(this.#context, responseId)
      metrics.runs.inc({ outcome: await runResponse(this.#context, run, signal) })
    } catch (error) {
      logger.error({ err: error, responseId }, 'a background response failed')
      const failure = { code: 'server_error', message: 'Something went wrong on our side.' }
      await failRun(this.#context, responseId, failure).catch((failed: unknown) =>
        // It is found again once it has been silent for long enough.
        logger.error(
          { err: failed, responseId },
          'the failure of a background response was not written down',
        ),
      )
    }
  }

  #attempt(work: () => Promise<unknown>): void {
    work().catch((error: unknown) => this.#context.logger.warn({ err: error }, 'background responses'))
  }
}
