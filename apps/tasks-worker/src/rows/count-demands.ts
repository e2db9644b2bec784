import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { UPSTREAM } from '../polls/poll-pace.ts'
import type { Demand } from '../polls/stretches.ts'

/** How often open tasks are counted. New ones are few meanwhile, and what is allowed bounds them. */
export const COUNT_INTERVAL_MS = 10_000

/** What the open tasks of all workers ask for, for the pace of their polls. */
export const countDemands = async ({ db, config, now }: Context): Promise<Demand[]> => {
  const ageMs = sql`extract(epoch from ${now()}::timestamptz - coalesce(submitted_at, created_at)) * 1000`
  const waitMs = sql`least(${config.taskLongestPollMs}::integer, poll_ms * greatest(1, ${ageMs} / usual_ms))`
  return db
    .selectFrom('tasks')
    .select([
      'account_id as accountId',
      UPSTREAM.as('upstream'),
      sql<number>`sum(1000 / ${waitMs})::double precision`.as('polls'),
      sql<number>`sum(1000 / ${waitMs} / most_per_poll)::double precision`.as('calls'),
    ])
    .where('state', '=', 'running')
    .where('due_at', 'is not', null)
    .groupBy(['account_id', UPSTREAM])
    .execute()
}
