import { readUsageEvent, type UsageEvent } from '@gptget/contracts'
import { isDatabaseDown } from '@gptget/postgres'
import type { UsageContext } from '../context.ts'

export type ReadGenerationInput = { accountId: string; generationId: string }

/**
 * A generation's receipt from the instant its usage is stored: from the table, or from the usage stream while it is not
 * settled. It may be settled between the two looks, hence the third. Another account's generation counts as not found.
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
    return row === undefined ? { isFound: false } : { isFound: true, event: readUsageEvent(row.document) }
  } catch (error) {
    if (!isDatabaseDown(error)) throw error
    return { isFound: false, error: error as Error }
  }
}
