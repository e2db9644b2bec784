import { PublicError } from '@gptget/errors'

export type Slots<Item> = {
  /**
   * Waits for a free item, first come, first served. `choose` picks among several free ones.
   * @throws PublicError `provider_overloaded` if too many are waiting; the signal's reason if it aborts
   */
  acquire(signal: AbortSignal, choose?: (free: readonly Item[]) => Item): Promise<Item>
  release(item: Item): void
  busyCount(): number
  waitingCount(): number
}

const RETRY_AFTER_MS = 5_000

/** Hands out a fixed set of items, each to one holder at a time. */
export const createSlots = <Item>(items: readonly Item[], maxWaiting: number): Slots<Item> => {
  const free = [...items]
  const waiting: ((item: Item) => void)[] = []

  const acquire: Slots<Item>['acquire'] = async (signal, choose = ([first]) => first!) => {
    signal.throwIfAborted()
    if (free.length > 0) {
      const item = choose(free)
      free.splice(free.indexOf(item), 1)
      return item
    }
    if (waiting.length >= maxWaiting) {
      throw new PublicError('provider_overloaded', 'Too many requests are waiting for the local model.', {
        retryAfterMs: RETRY_AFTER_MS,
      })
    }
    return wait(signal)
  }

  const wait = (signal: AbortSignal): Promise<Item> =>
    new Promise((resolve, reject) => {
      const serve = (item: Item): void => {
        signal.removeEventListener('abort', leave)
        resolve(item)
      }
      const leave = (): void => {
        waiting.splice(waiting.indexOf(serve), 1)
        reject(signal.reason as Error)
      }
      waiting.push(serve)
      signal.addEventListener('abort', leave, { once: true })
    })

  return {
    acquire,
    release: (item) => {
      const next = waiting.shift()
      if (next) next(item)
      else free.push(item)
    },
    busyCount: () => items.length - free.length,
    waitingCount: () => waiting.length,
  }
}
