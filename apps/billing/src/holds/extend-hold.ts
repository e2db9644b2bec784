import type { ExtendHold, HoldAnswer } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import { withTransaction } from '@gptget/postgres'
import { sql } from 'kysely'
import type { LedgerContext } from '../context.ts'
import { findRefusal } from './find-refusal.ts'
import { toHoldRecord } from './hold-record.ts'
import { lockHold, readHold } from './lock-hold.ts'
import { requireAmount, setAside } from './open-hold.ts'
import { isDone, writeStep } from './steps.ts'

/** Reserves more, all of it or nothing. @throws PublicError not_found, conflict */
export const extendHold = async (context: LedgerContext, input: ExtendHold): Promise<HoldAnswer> => {
  requireAmount(input.amountNanoUsd)
  return withTransaction(context.db, async (tx) => {
    const { hold, wallet } = await lockHold(tx, input.subject)
    const step = { ...input, kind: 'extend' } as const
    if (await isDone(tx, step)) return { hold: toHoldRecord(hold), refusal: null }
    if (hold.status === 'released')
      throw new PublicError('conflict', `The hold "${input.subject}" is released.`, { param: 'subject' })
    const refusal = await findRefusal(context, tx, wallet, hold.key_id, input.amountNanoUsd)
    if (refusal !== null) return { hold: null, refusal }
    await setAside(tx, hold.account_id, input.amountNanoUsd)
    await sql`update holds set amount = amount + ${input.amountNanoUsd}
      where subject = ${input.subject}`.execute(tx)
    await writeStep(tx, step, context.now())
    return { hold: toHoldRecord(await readHold(tx, input.subject)), refusal: null }
  })
}
