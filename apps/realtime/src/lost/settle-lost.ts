import { captureCredit, releaseCredit } from '@gptget/credit'
import { renewHolds } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import { fromBus } from '@gptget/http'
import type { Context } from '../context.ts'
import type { SessionRow } from '../db/schema/index.ts'
import { closeRow, findLost, pendingOf } from '../store/session-rows.ts'
import { OWNER } from '../money/session-hold.ts'

/**
 * Charges what sessions delivered whose process died, releases their reservations, and closes them. Each step is safe
 * to repeat. One that fails is tried again by the next sweep and does not delay the others.
 */
export const settleLost = async (context: Context): Promise<void> => {
  for (const row of await findLost(context))
    await settleOne(context, row).catch((error: unknown) =>
      context.logger.error({ err: error, sessionId: row.session_id }, 'a lost session was not settled'),
    )
}

const settleOne = async (context: Context, row: SessionRow): Promise<void> => {
  if (row.hold_subject !== null) await settle(context, row, row.hold_subject)
  await closeRow(context, row.session_id)
}

const settle = async ({ bus }: Context, row: SessionRow, subject: string): Promise<void> => {
  const pending = pendingOf(row)
  try {
    if (pending === null) await releaseCredit(bus, subject)
    else await captureCredit(bus, { ...pending, subject, isLast: true })
  } catch (error) {
    const failure = fromBus(error)
    // It died before billing received its hold.
    if (!(failure instanceof PublicError && failure.code === 'not_found')) throw error
  }
}

/** Tells billing that the holds of sessions here are still in use. */
export const renewLiveHolds = async ({ bus, live }: Context): Promise<void> => {
  const subjects = [...live].flatMap(({ facts }) => facts.holdSubject ?? [])
  for (let at = 0; at < subjects.length; at += 1_000)
    await bus.call(renewHolds, { owner: OWNER, subjects: subjects.slice(at, at + 1_000) })
}
