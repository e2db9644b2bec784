import { HOLD_LIFETIME_MS } from '@gptget/contracts'
import { sql } from 'kysely'
import type { LedgerContext } from '../context.ts'

/** An owner renews its holds. Returns those that are not open, or not its own. */
export const renewHolds = async (
  context: LedgerContext,
  { owner, subjects }: { owner: string; subjects: string[] },
): Promise<{ goneSubjects: string[] }> => {
  const expiresAt = new Date(context.now().getTime() + HOLD_LIFETIME_MS)
  const { rows } = await sql<{ subject: string }>`
    update holds set expires_at = ${expiresAt}
    where subject in (
      select subject from holds
      where subject = any(${subjects}::text[]) and owner = ${owner} and status = 'open'
      order by subject for update
    ) returning subject`.execute(context.db)
  const renewed = new Set(rows.map((row) => row.subject))
  return { goneSubjects: subjects.filter((subject) => !renewed.has(subject)) }
}
