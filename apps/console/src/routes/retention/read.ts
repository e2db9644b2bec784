import { mediaRetention, RETENTION_KINDS, taskRetention, type Retention } from '@gptget/contracts'
import type { Handler } from 'hono'
import type { Context } from '../../context.ts'
import type { ConsoleEnv } from '../../env.ts'

/** `GET /console/api/retention`: the retention of each kind in days; null for a kind that is not stored here. */
export const readRetention =
  (context: Context): Handler<ConsoleEnv> =>
  async (c) => {
    const { accountId } = c.var.member
    const { bus } = context
    const kinds = [
      ['media', bus.call(mediaRetention, { accountId })] as const,
      ...RETENTION_KINDS.map((kind) => [kind, bus.call(taskRetention, { kind, accountId })] as const),
    ]
    const kept = await Promise.all(
      kinds.map(async ([kind, reading]) => [kind, printed(await orNone(reading))] as const),
    )
    return c.json(Object.fromEntries(kept))
  }

/** A platform may run without the service. */
const orNone = (reading: Promise<Retention>): Promise<Retention | null> => reading.catch(() => null)

const printed = (retention: Retention | null) =>
  retention && { days: retention.days, most_days: retention.mostDays }
