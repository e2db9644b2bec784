import type { Bus } from '@gptget/bus'
import { responseStatusChanged } from '@gptget/contracts'

/** Lets callers wait for background responses to start or end without polling. */
export class ResponseChanges {
  readonly #waiting = new Map<string, Set<() => void>>()

  constructor(bus: Pick<Bus, 'on'>) {
    bus.on(responseStatusChanged, ({ responseId }) => {
      for (const wake of this.#waiting.get(responseId) ?? []) wake()
    })
  }

  /** Resolves at the next change of a response, or after `timeoutMs`, since a broadcast may be lost. */
  next(responseId: string, timeoutMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const waiting = this.#waiting.get(responseId) ?? new Set()
    this.#waiting.set(responseId, waiting)
    const wake = (): void => {
      clearTimeout(timer)
      waiting.delete(wake)
      if (waiting.size === 0) this.#waiting.delete(responseId)
      resolve()
    }
    const timer = setTimeout(wake, timeoutMs)
    waiting.add(wake)
    return promise
  }
}
