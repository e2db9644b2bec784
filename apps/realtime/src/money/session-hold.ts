import { captureCredit, holdCredit, holdMoreCredit, releaseCredit } from '@gptget/credit'
import { PublicError } from '@gptget/errors'
import { fromBus } from '@gptget/http'
import { Turn } from '@gptget/runtime'
import type { CaptureHold } from '@gptget/contracts'
import type { Context } from '../context.ts'

/** The owner of sessions' holds at billing. */
export const OWNER = 'realtime'

export const subjectOf = (sessionId: string): string => `realtime.${sessionId}`

/** A capture without its hold. */
export type Capture = Omit<CaptureHold, 'subject' | 'isLast'>

/** `short`: the wallet could not pay all of it. `owed`: billing has been down for long. */
export type CaptureOutcome = 'paid' | 'short' | 'owed'

/** How long the end of a session waits for billing before it leaves the rest to the sweeper. */
const RETRY_MS = 500
const RETRIES = 20

export const outOfCredit = (): PublicError =>
  new PublicError('insufficient_credits', 'The account has no credit left for another answer. Add credits.')

/** The reserved credit of a session, and what was charged of it. Each step is safe to repeat. */
export class SessionHold {
  readonly subject: string
  readonly #context: Context
  #remainingNanoUsd: bigint
  #extensions = 0
  readonly #owed: Capture[] = []
  readonly #turn = new Turn()

  private constructor(context: Context, subject: string, remainingNanoUsd: bigint) {
    this.#context = context
    this.subject = subject
    this.#remainingNanoUsd = remainingNanoUsd
  }

  /** @throws PublicError 402 if there is not enough */
  static async open(
    context: Context,
    { id, accountId, keyId }: { id: string; accountId: string; keyId: string },
    amountNanoUsd: bigint,
  ): Promise<SessionHold> {
    const subject = subjectOf(id)
    const hold = await holdCredit(context.bus, { subject, accountId, keyId, owner: OWNER, amountNanoUsd })
    return new SessionHold(context, subject, hold.remainingNanoUsd)
  }

  /** Ensures that at least this much is reserved. False: there is not enough. */
  ensure(amountNanoUsd: bigint): Promise<boolean> {
    return this.#turn.take(async () => {
      const lacking = amountNanoUsd - this.#remainingNanoUsd
      if (lacking <= 0n) return true
      try {
        this.#extensions += 1
        const step = `more-${this.#extensions}`
        const hold = await holdMoreCredit(this.#context.bus, {
          subject: this.subject,
          step,
          amountNanoUsd: lacking,
        })
        this.#remainingNanoUsd = hold.remainingNanoUsd
        return true
      } catch (error) {
        if (error instanceof PublicError && error.status === 402) return false
        // Billing is down: the current reservation still pays, and a shortfall shows when it is back.
        this.#context.logger.warn({ err: error, subject: this.subject }, 'a hold could not be extended')
        return true
      }
    })
  }

  /** Charges a part. An unpaid rest is charged with the next part, or before the hold is released. */
  capture(part: Capture): Promise<CaptureOutcome> {
    this.#owed.push(part)
    return this.#turn.take(async () => {
      try {
        return (await this.#payOwed()) ? 'paid' : 'short'
      } catch (error) {
        this.#context.logger.error({ err: error, subject: this.subject }, 'a part of a session is still owed')
        return 'owed'
      }
    })
  }

  /** @throws if billing is down: the rest is then settled with the session's row */
  release(): Promise<void> {
    return this.#turn.take(async () => {
      await this.#payOwed()
      await this.#untilDone(() => releaseCredit(this.#context.bus, this.subject))
    })
  }

  async #payOwed(): Promise<boolean> {
    let isPaid = true
    for (let part = this.#owed[0]; part !== undefined; part = this.#owed[0]) {
      const charge = { ...part, subject: this.subject, isLast: false }
      const { shortfallNanoUsd, hold } = await this.#untilDone(() => captureCredit(this.#context.bus, charge))
      this.#owed.shift()
      this.#remainingNanoUsd = hold.remainingNanoUsd
      isPaid &&= shortfallNanoUsd === 0n
    }
    return isPaid
  }

  async #untilDone<Result>(act: () => Promise<Result>): Promise<Result> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await act()
      } catch (error) {
        if (attempt >= RETRIES || fromBus(error) instanceof PublicError === false) throw error
        this.#context.logger.warn(
          { err: error, subject: this.subject },
          'billing does not answer; asked again',
        )
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
      }
    }
  }
}
