import { mediaRetention, responseRetention, type Retention } from '@gptget/contracts'
import type { Handler } from 'hono'
import type { Context } from '../../context.ts'
import type { ConsoleEnv } from '../../env.ts'

/** `GET /console/api/retention`: the retention of each kind in days; null for a kind that is not stored here. */
export const readRetention =
  (context: Context): Handler<ConsoleEnv> =>
  async (c) => {
    const { accountId } = c.var.member
    const [media, responses] = await Promise.all([
      orNone(context.bus.call(mediaRetention, { accountId })),
      orNone(context.bus.call(responseRetention, { accountId })),
    ])
    return c.json({ media: printed(media), responses: printed(responses) })
  }

/** A platform may run without the service. */
const orNone = (reading: Promise<Retention>): Promise<Retention | null> => reading.catch(() => null)

const printed = (retention: Retention | null) =>
  retention && { days: retention.days, most_days: retention.mostDays }
