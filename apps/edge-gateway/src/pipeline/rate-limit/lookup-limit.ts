import { FairPlaces } from '@gptget/callers'
import { PublicError } from '@gptget/errors'
import { RecentMap } from '@gptget/runtime'
import { OpenCounts } from './open-counts.ts'
import type { Closing } from './open-counts.ts'

type Minute = { startedAtMs: number; count: number }
type Caller = { keyId: string; accountId: string }

const MINUTE_MS = 60_000
const MAX_CALLERS = 50_000
/** An account may have a thousand keys. */
const ACCOUNT_FACTOR = 5
const RETRY_AFTER_MS = 5_000
/**
 * Requests that services work on for this process at once, and the share of an account: more of one account would keep
 * the processor of a service, which serves in the order of arrival, from the requests of others.
 */
const AT_WORK = { places: 64, shareOfCaller: 1 / 32, patienceMs: 10_000 }
/** A request that takes longer waits for something: for its body, for a command, for events. */
const WORK_MS = 125
/**
 * After an answer, its place rests for twice as long as the answer took. So the requests of one account take a part of
 * the processors even if it always has hundreds waiting, and fewer of them begin while the processors are busy: 130 a
 * second on an idle machine, 25 on one that attackers load.
 */
const REST = 2

/**
 * Limits the requests other than generations that this process answers for a key and for an account: per minute, open
 * at once, and at work at once, for which accounts take turns. In memory, without calls.
 */
export class LookupLimit {
  readonly #perMinute: number
  readonly #open: OpenCounts
  readonly #now: () => number
  readonly #minutes = new RecentMap<string, Minute>(MAX_CALLERS)
  readonly #atWork = new FairPlaces(AT_WORK)

  /** `openRequestsPerAccount`: includes answers that may last for hours, such as events of a task or a WebSocket. */
  constructor(limits: { lookupsPerMinute: number; openRequestsPerAccount: number }, now: () => number) {
    this.#perMinute = limits.lookupsPerMinute
    this.#open = new OpenCounts(limits.openRequestsPerAccount, tooManyOpen)
    this.#now = now
  }

  /**
   * Resolves when it is the account's turn. `answer`: the request is open until it closes. @throws PublicError 429, or
   * 503 if the turn does not come
   */
  async take({ keyId, accountId }: Caller, answer: Closing): Promise<void> {
    if (answer.destroyed) throw callerLeft()
    this.#count(keyId, this.#perMinute, 'key')
    this.#count(accountId, ACCOUNT_FACTOR * this.#perMinute, 'account')
    this.#open.enter(accountId, answer)
    const closed = new AbortController()
    answer.once('close', () => closed.abort(callerLeft()))
    await this.#atWork.enter(accountId, closed.signal)
    this.#work(accountId, closed.signal)
  }

  /** Keeps the place until the answer is sent and for a rest, or until the work is surely done. */
  #work(accountId: string, closed: AbortSignal): void {
    const startedAtMs = performance.now()
    const leave = (): void => this.#atWork.leave(accountId)
    const rest = (): void => {
      clearTimeout(timer)
      setTimeout(leave, (performance.now() - startedAtMs) * REST)
    }
    const timer = setTimeout(() => {
      closed.removeEventListener('abort', rest)
      leave()
    }, WORK_MS)
    if (closed.aborted) rest()
    else closed.addEventListener('abort', rest)
  }

  #count(callerId: string, limit: number, whose: 'key' | 'account'): void {
    const nowMs = this.#now()
    const known = this.#minutes.get(callerId)
    if (known === undefined || nowMs - known.startedAtMs >= MINUTE_MS) {
      this.#minutes.set(callerId, { startedAtMs: nowMs, count: 1 })
      return
    }
    known.count += 1
    if (known.count <= limit) return
    throw new PublicError(
      'rate_limit_exceeded',
      `This ${whose === 'key' ? 'API key' : 'account'} made ${limit} requests other than generations within a minute. Retry later.`,
      {
        retryAfterMs: known.startedAtMs + MINUTE_MS - nowMs,
        metadata: { limit_source: `${whose}_lookups`, limit },
      },
    )
  }
}

const tooManyOpen = (limit: number): PublicError =>
  new PublicError(
    'rate_limit_exceeded',
    `This account has ${limit} requests other than generations open. Close some.`,
    {
      retryAfterMs: RETRY_AFTER_MS,
      metadata: { limit_source: 'account_open_requests', limit },
    },
  )

/** Nobody reads it. */
const callerLeft = (): PublicError => new PublicError('invalid_request', 'The connection was closed.')
