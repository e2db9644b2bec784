import { captureEvent, generationOfCapture, readUsageEvent, REALTIME_STEP_PREFIX } from '@gptget/contracts'
import type { UsageEvent } from '@gptget/contracts'
import { isDatabaseDown } from '@gptget/postgres'
import { sql } from 'kysely'
import type { UsageContext } from '../context.ts'

export type ReadGenerationInput = { accountId: string; generationId: string }

/**
 * A generation's receipt from the moment its usage is stored: from the table, or from the usage stream until it is
 * booked. It may be booked between the two lookups, so a third follows. Another account's generation counts as not
 * found.
 */
export const readGeneration = async (
  context: UsageContext,
  input: ReadGenerationInput,
): Promise<{ generation: UsageEvent | null }> => {
  const stored = await findStored(context, input)
  if (stored.isFound) return { generation: stored.event }
  const pending = await context.usage.find(input.generationId)
  if (pending !== null) return { generation: pending.accountId === input.accountId ? pending : null }
  if (stored.error !== undefined) throw stored.error
  const settled = await findStored(context, input)
  return { generation: settled.isFound ? settled.event : null }
}

type Stored = { isFound: true; event: UsageEvent } | { isFound: false; error?: Error }

const findStored = async (context: UsageContext, input: ReadGenerationInput): Promise<Stored> => {
  try {
    const row = await context.db
      .selectFrom('charges')
      .select('document')
      .where('charge_id', '=', input.generationId)
      .where('kind', '=', 'generation')
      .where('account_id', '=', input.accountId)
      .executeTakeFirst()
    if (row !== undefined) return { isFound: true, event: readUsageEvent(row.document) }
    const event = await findOfSession(context, input)
    return event === null ? { isFound: false } : { isFound: true, event }
  } catch (error) {
    if (!isDatabaseDown(error)) throw error
    return { isFound: false, error: error as Error }
  }
}

/** A response of a realtime session: captured from the session's hold, in a step named by its id. */
const findOfSession = async (
  { db }: UsageContext,
  { accountId, generationId }: ReadGenerationInput,
): Promise<UsageEvent | null> => {
  if (!generationId.startsWith(REALTIME_STEP_PREFIX)) return null
  const { rows } = await sql<{ document: unknown }>`
    select c.document from hold_steps s join charges c on c.charge_id = s.subject || '/' || s.step
    where s.step = ${generationId} and s.step like 'resp\\_%' and c.account_id = ${accountId}`.execute(db)
  const [row] = rows
  return row === undefined ? null : generationOfCapture(captureEvent.parse(row.document))
}
