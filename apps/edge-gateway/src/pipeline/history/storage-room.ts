import type { Bus } from '@gptget/bus'
import { readStorageRoom } from '@gptget/contracts'
import { storageFull } from '@gptget/errors'
import { RecentMap } from '@gptget/runtime'
import type { Logger } from '@gptget/runtime'

type Room = { freeBytes: number; maxStoredBytes: number; readAtMs: number }

/** How long free storage is cached before it is read again. The service that stores the response has the last word. */
const FRESH_MS = 10_000
/** A refused caller may delete something and retry at once. */
const REFUSED_FRESH_MS = 500
const READ_TIMEOUT_MS = 1_000
const MAX_ACCOUNTS = 50_000

/** The free storage of each account, checked before a request is accepted whose answer is to be stored. */
export class StorageRoom {
  readonly #bus: Bus
  readonly #logger: Logger
  readonly #now: () => number
  readonly #rooms = new RecentMap<string, Room>(MAX_ACCOUNTS)
  readonly #reading = new Map<string, Promise<void>>()

  constructor(bus: Bus, logger: Logger, now: () => number) {
    this.#bus = bus
    this.#logger = logger
    this.#now = now
  }

  /** Does not wait if free storage was seen recently. @throws PublicError `storage_quota_exceeded` */
  async require(accountId: string, byteLength: number): Promise<void> {
    const seen = this.#rooms.get(accountId)
    if (seen !== undefined && seen.freeBytes >= byteLength) {
      if (this.#now() - seen.readAtMs > FRESH_MS) void this.#read(accountId)
      return
    }
    if (seen === undefined || this.#now() - seen.readAtMs > REFUSED_FRESH_MS) await this.#read(accountId)
    const room = this.#rooms.get(accountId)
    if (room !== undefined && room.freeBytes < byteLength) throw storageFull(room.maxStoredBytes)
  }

  #read(accountId: string): Promise<void> {
    const underWay = this.#reading.get(accountId)
    if (underWay !== undefined) return underWay
    const started = this.#ask(accountId).finally(() => this.#reading.delete(accountId))
    this.#reading.set(accountId, started)
    return started
  }

  /** If it is unknown, the answer matters more than storing it: the answer says whether it was stored. */
  async #ask(accountId: string): Promise<void> {
    try {
      const asked = { timeoutMs: READ_TIMEOUT_MS }
      const { storedBytes, maxStoredBytes } = await this.#bus.call(readStorageRoom, { accountId }, asked)
      const freeBytes = maxStoredBytes - storedBytes
      this.#rooms.set(accountId, { freeBytes, maxStoredBytes, readAtMs: this.#now() })
    } catch (error) {
      this.#rooms.delete(accountId)
      this.#logger.warn({ err: error, accountId }, 'how much an account keeps could not be read')
    }
  }
}
