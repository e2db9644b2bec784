import { RecentMap } from '@gptget/runtime'
import { setTimeout as sleep } from 'node:timers/promises'

type Second = { startedAtMs: number; count: number }

const SECOND_MS = 1_000
type Refused = { kind: 'key' | 'address'; id: string }

/** More than a program makes that reacts to refusals. A key has an owner, and may belong to many programs. */
const AT_ONCE_PER_SECOND: Record<Refused['kind'], number> = { key: 1_000, address: 20 }
/** A client that waits for each answer then sends at most four requests a second on each connection. */
const DELAY_MS = 250
/** Delayed answers need a timer and a connection each: beyond this they are given at once. */
const MAX_WAITING = 2_000
const MAX_CALLERS = 20_000

/** Delays the refusals of a caller with many of them: a client in a loop would keep the process busy with refusals. */
export class Refusals {
  readonly #now: () => number
  readonly #seconds = new RecentMap<string, Second>(MAX_CALLERS)
  #waiting = 0

  constructor(now: () => number) {
    this.#now = now
  }

  /** Resolves when a refusal may be answered. `caller`: a key, or the address of a caller without one. */
  async slowDown({ kind, id }: Refused): Promise<void> {
    if (this.#count(`${kind} ${id}`) <= AT_ONCE_PER_SECOND[kind] || this.#waiting >= MAX_WAITING) return
    this.#waiting += 1
    try {
      await sleep(DELAY_MS)
    } finally {
      this.#waiting -= 1
    }
  }

  #count(caller: string): number {
    const nowMs = this.#now()
    const known = this.#seconds.get(caller)
    if (known !== undefined && nowMs - known.startedAtMs < SECOND_MS) return (known.count += 1)
    this.#seconds.set(caller, { startedAtMs: nowMs, count: 1 })
    return 1
  }
}
