import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'

export type ShutdownTimes = {
  /** How long new work is still accepted after readiness is gone, because load balancers take a moment to notice. */
  graceMs: number
  /** How long running work may then take. */
  drainMs: number
}

const variables = z.object({
  GPTGET_SHUTDOWN_GRACE_MS: z.coerce.number().int().min(0).max(600_000).default(0),
  GPTGET_SHUTDOWN_DRAIN_MS: z.coerce.number().int().min(0).max(86_400_000).default(600_000),
})

/** Reads how long a service may take to stop. @throws ZodError for an invalid time */
export const shutdownTimesFromEnv = (env: NodeJS.ProcessEnv): ShutdownTimes => {
  const read = variables.parse(env)
  return { graceMs: read.GPTGET_SHUTDOWN_GRACE_MS, drainMs: read.GPTGET_SHUTDOWN_DRAIN_MS }
}

/** Why running work is cut: its time is up, or the service must end now. */
export type CutReason = 'time' | 'hurry'

/** The end of a service: readiness ends, after a grace period no new work is accepted, and finally the rest is cut. */
export class Shutdown {
  readonly #times: ShutdownTimes
  readonly #stopping = new AbortController()
  readonly #cut = new AbortController()
  readonly #graceOver = Promise.withResolvers<void>()

  constructor(times: ShutdownTimes) {
    this.#times = times
  }

  /** Aborts when the service begins to stop, also because its start failed. */
  get stopping(): AbortSignal {
    return this.#stopping.signal
  }

  get isStopping(): boolean {
    return this.stopping.aborted
  }

  /** Aborts when running work may take no longer; its reason is a `CutReason`. */
  get cut(): AbortSignal {
    return this.#cut.signal
  }

  /** Resolves when no new work is accepted any more. */
  get graceOver(): Promise<void> {
    return this.#graceOver.promise
  }

  begin(): void {
    if (this.isStopping) return
    this.#stopping.abort()
    const { graceMs, drainMs } = this.#times
    void this.#after(graceMs, () => this.#graceOver.resolve())
    void this.#after(graceMs + drainMs, () => this.#cut.abort('time' satisfies CutReason))
  }

  /** Cuts running work now. */
  hurry(): void {
    this.begin()
    this.#cut.abort('hurry' satisfies CutReason)
    this.#graceOver.resolve()
  }

  async #after(ms: number, act: () => void): Promise<void> {
    // At once without a grace period: a stopping service must not be ready a moment longer.
    if (ms > 0) await sleep(ms, undefined, { ref: false, signal: this.cut }).catch(() => {})
    act()
  }
}
