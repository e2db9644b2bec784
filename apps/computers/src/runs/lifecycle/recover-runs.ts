import { toUsdNumber } from '@gptget/money'
import type { Context } from '../../context.ts'
import type { NumberedEvent } from '../active/run-event.ts'
import { generationsOf } from '../store/run-rows.ts'
import { usageOf } from './usage-of.ts'

const DIED =
  'The service that ran it died before the end. Its events show what was done. Send its thread again to continue.'

/**
 * Ends the runs of a killed service. They are not resumed: it is unknown whether the last action was done, and doing it
 * twice may be worse than not at all. Their desktops ended too, so no key stays down.
 */
export const recoverRuns = async ({ db, hostId, now }: Context): Promise<void> => {
  const ended = {
    status: 'finished',
    finish_reason: 'error',
    error: DIED,
    ended_at: new Date(now()),
  } as const
  const rows = await db
    .updateTable('runs')
    .set(ended)
    .where('host', '=', hostId)
    .where('status', 'in', ['running', 'paused'])
    .returningAll()
    .execute()
  for (const row of rows) {
    const { run_id: runId } = row
    const { last } = await db
      .selectFrom('run_events')
      .select((of) => of.fn.max('seq').as('last'))
      .where('run_id', '=', runId)
      .executeTakeFirstOrThrow()
    const seq = (last ?? 0) + 1
    const event: NumberedEvent = {
      type: 'run.finished',
      reason: 'error',
      steps: row.steps,
      cost: toUsdNumber(BigInt(row.cost_nano_usd)),
      error: DIED,
      // As far as it was stored.
      usage: usageOf(generationsOf(row)),
      seq,
      at: ended.ended_at.toISOString(),
    }
    await db
      .insertInto('run_events')
      .values({ run_id: runId, seq, data: JSON.stringify(event), created_at: ended.ended_at })
      .execute()
  }
}
