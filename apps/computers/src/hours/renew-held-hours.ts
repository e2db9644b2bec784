import { renewHolds } from '@gptget/contracts'
import type { Context } from '../context.ts'
import { OWNER, subjectOf } from './hours.ts'

/** Tells billing that the holds of computers here are still in use. */
export const renewHeldHours = async ({ bus, db, hostId }: Context): Promise<void> => {
  const rows = await db
    .selectFrom('computers')
    .select(['computer_id', 'held_number'])
    .where('host', '=', hostId)
    .where('held_number', 'is not', null)
    .execute()
  if (rows.length === 0) return
  const subjects = rows.map((row) => subjectOf(row.computer_id, row.held_number!))
  for (let at = 0; at < subjects.length; at += 1_000)
    await bus.call(renewHolds, { owner: OWNER, subjects: subjects.slice(at, at + 1_000) })
}
