import { LoopTurns } from '@gptget/callers'
import { PublicError } from '@gptget/errors'
import { OpenCounts } from './open-counts.ts'
import type { Closing } from './open-counts.ts'

const RETRY_AFTER_MS = 1_000
/** Some four milliseconds of work. */
const STARTS_PER_TURN = 4

/**
 * Limits the generations of an account that this process has open, since each takes memory until its caller has read
 * the answer, and lets accounts take turns to start them.
 */
export class OpenGenerations {
  readonly #open: OpenCounts
  readonly #turns = new LoopTurns(STARTS_PER_TURN)

  constructor({ openGenerationsPerAccount }: { openGenerationsPerAccount: number }) {
    this.#open = new OpenCounts(openGenerationsPerAccount, tooManyOpen)
  }

  /**
   * Resolves when it is the account's turn. `answer`: the generation is open until it closes. @throws PublicError 429
   */
  take(accountId: string, answer: Closing): void | Promise<void> {
    // One that has closed does so only once.
    if (!answer.destroyed) this.#open.enter(accountId, answer)
    return this.#turns.take(accountId, 1)
  }
}

const tooManyOpen = (limit: number): PublicError =>
  new PublicError(
    'rate_limit_exceeded',
    `This account has ${limit} generations open here. Retry when some of them have ended.`,
    {
      retryAfterMs: RETRY_AFTER_MS,
      metadata: { limit_source: 'account_open_generations', limit },
    },
  )
