import type { Bus } from '@gptget/bus'
import { captureHold, extendHold, openHold, releaseHold } from '@gptget/contracts'
import type { CaptureHold, ExtendHold, HoldAnswer, HoldRecord, OpenHold } from '@gptget/contracts'
import { creditRefusal } from './refusal.ts'

/** Every call may be repeated, so a lost answer is requested again. */
const ASK_AGAIN = { timeoutMs: 5_000, attempts: 3 }

const requireHold = ({ hold, refusal }: HoldAnswer, amountNanoUsd: bigint): HoldRecord => {
  if (hold !== null) return hold
  throw creditRefusal(refusal!, amountNanoUsd)
}

/**
 * Reserves credit at billing for what outlives a request: a task, a session, a computer, a run. It is stored in
 * Postgres and survives this process; its owner renews it (`renewHolds`) and ends it (`releaseCredit`).
 * @throws PublicError 402 if there is not enough, 409 if the subject is taken
 */
export const holdCredit = async (bus: Bus, asked: OpenHold): Promise<HoldRecord> =>
  requireHold(await bus.call(openHold, asked, ASK_AGAIN), asked.amountNanoUsd)

/** Reserves more for a subject. @throws PublicError 402, 404, 409 */
export const holdMoreCredit = async (bus: Bus, asked: ExtendHold): Promise<HoldRecord> =>
  requireHold(await bus.call(extendHold, asked, ASK_AGAIN), asked.amountNanoUsd)

/** Charges a part of the work; the wallet pays what the hold lacks. @throws PublicError 404, 409 */
export const captureCredit = (bus: Bus, asked: CaptureHold) => bus.call(captureHold, asked, ASK_AGAIN)

/** Releases the rest. @throws PublicError 404 */
export const releaseCredit = async (bus: Bus, subject: string): Promise<HoldRecord> =>
  (await bus.call(releaseHold, { subject }, ASK_AGAIN)).hold
