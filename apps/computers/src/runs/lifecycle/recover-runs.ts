import type { Context } from '../../context.ts'

const DIED =
  'The service that ran it died before the end. Its events show what was done. Send its thread again to continue.'

/**
 * Ends what a service that was killed left behind. It is not resumed: whether its last action was done is not known,
 * and to do it twice may be worse than not at all. Its desktop ended with it, so nothing is held down.
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
    .returning(['run_id', 'steps'])
    .execute()
  for (const { run_id: runId } of rows) {
    const { last } = await db
      .selectFrom('run_events')
      .select((of) => of.fn.max('seq').as('last'))
      .where('run_id', '=', runId)
      .executeTakeFirstOrThrow()
    const seq = (last ?? 0) + 1
    const event = {
      type: 'run.finished',
      reason: 'error',
      error: DIED,
      seq,
      at: ended.ended_at.toISOString(),
    }
    await db
      .insertInto('run_events')
      .values({ run_id: runId, seq, data: JSON.stringify(event), created_at: ended.ended_at })
      .execute()
  }
}
