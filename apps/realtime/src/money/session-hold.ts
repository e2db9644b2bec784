import { captureCredit, holdCredit, holdMoreCredit, releaseCredit } from '@gptget/credit'
import { PublicError } from '@gptget/errors'
import { fromBus } from '@gptget/http'
import type { CaptureHold } from '@gptget/contracts'
import type { Context } from '../context.ts'

/** The service that answers for the holds of sessions. */
export const OWNER = 'realtime'

export const subjectOf = (sessionId: string): string => `realtime.${sessionId}`

/** What is captured, but for the hold it is taken from. */
export type Capture = Omit<CaptureHold, 'subject' | 'isLast'>

/** How long an end of a session waits for billing before it leaves the rest to the sweeper. */
const RETRY_MS = 500
const RETRIES = 20

/** The credit that is set aside for a session, and what was charged of it. Each step may be repeated. */
export class SessionHold {
  readonly subject: string
  readonly #context: Context
  #remainingNanoUsd: bigint
  #extensions = 0
  #last: Promise<unknown> = Promise.resolve()

  private constructor(context: Context, subject: string, remainingNanoUsd: bigint) {
    this.#context = context
    this.subject = subject
    this.#remainingNanoUsd = remainingNanoUsd
  }

  /** @throws PublicError 402 where there is not so much */
  static async open(
    context: Context,
    { id, accountId, keyId }: { id: string; accountId: string; keyId: string },
    amountNanoUsd: bigint,
  ): Promise<SessionHold> {
    const subject = subjectOf(id)
    const hold = await holdCredit(context.bus, { subject, accountId, keyId, owner: OWNER, amountNanoUsd })
    return new SessionHold(context, subject, hold.remainingNanoUsd)
  }

  /** Has at least so much set aside. False: there is not so much. */
  ensure(amountNanoUsd: bigint): Promise<boolean> {
    return this.#inTurn(async () => {
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
        // Billing is away: what is set aside still pays, and a shortfall is seen when it is back.
        this.#context.logger.warn({ err: error, subject: this.subject }, 'a hold could not be extended')
        return true
      }
    })
  }

  /** Charges a part. False: the wallet could not pay all of it. Tried until billing has it. */
  capture(part: Capture): Promise<boolean> {
    return this.#inTurn(async () => {
      const { shortfallNanoUsd, hold } = await this.#untilDone(() =>
        captureCredit(this.#context.bus, { ...part, subject: this.subject, isLast: false }),
      )
      this.#remainingNanoUsd = hold.remainingNanoUsd
      return shortfallNanoUsd === 0n
    })
  }

  release(): Promise<unknown> {
    return this.#inTurn(() => this.#untilDone(() => releaseCredit(this.#context.bus, this.subject)))
  }

  #inTurn<Result>(act: () => Promise<Result>): Promise<Result> {
    const done = this.#last.then(act)
    this.#last = done.catch(() => {})
    return done
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
