import { activityQuerySchema } from '@gptget/api/schemas/exports'
import { readActivity } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import type { HttpEnv } from '@gptget/http'
import { ACTIVITY_COLUMNS, exportActivity } from '@gptget/money'
import type { ExportRow } from '@gptget/money'
import { parseAt } from '@gptget/protocol'
import { Hono } from 'hono'
import type { z } from 'zod'
import { answerCsv, streamCsv, wantsCsv } from '../../answers/csv-stream.ts'
import type { Page } from '../../answers/csv-stream.ts'
import type { EdgeContext } from '../../context.ts'
import { requireCaller } from '../../requests/require-caller.ts'

/** What an account used by day, key and model, in JSON or CSV. Any of its keys may read it. */
export const listActivityRoute = (context: EdgeContext): Hono<HttpEnv> =>
  new Hono<HttpEnv>().get('/v1/activity', requireCaller(context), async (c) => {
    const { accountId } = c.var.key
    const { format, from, to, key_id: keyId, model: product } = parseAt(activityQuerySchema, c.req.query())
    const asked = { accountId, ...daysOf(from, to, new Date(context.now())), keyId, product }
    const first = await activityPage(context, asked)
    if (wantsCsv(format, c.req.header('accept')))
      return answerCsv(c, streamCsv(first, ACTIVITY_COLUMNS), 'activity')
    return c.json({ object: 'list', data: await allRows(first), from: asked.from, to: asked.to })
  })

const DAY_MS = 86_400_000
const USUAL_DAYS = 30
const MOST_DAYS = 366

const dayOf = (timeMs: number): string => new Date(timeMs).toISOString().slice(0, 10)

/** By default the last 30 days, including today. */
const daysOf = (from: string | undefined, to: string | undefined, now: Date) => {
  const last = to ?? dayOf(now.getTime())
  const first = from ?? dayOf(Date.parse(last) - (USUAL_DAYS - 1) * DAY_MS)
  const days = (Date.parse(last) - Date.parse(first)) / DAY_MS + 1
  if (days < 1) throw new PublicError('invalid_request', 'from: it is after "to".', { param: 'from' })
  if (days > MOST_DAYS)
    throw new PublicError('invalid_request', `from: at most ${MOST_DAYS} days at a time.`, { param: 'from' })
  return { from: first, to: last }
}

type ActivityAsked = z.output<(typeof readActivity)['request']>

const activityPage = async (context: EdgeContext, asked: ActivityAsked): Promise<Page> => {
  const { rows, next } = await context.bus.call(readActivity, asked)
  return {
    rows: rows.map(exportActivity),
    next: next === null ? null : () => activityPage(context, { ...asked, after: next }),
  }
}

/** Days times keys times models: never large. */
const allRows = async (first: Page): Promise<ExportRow[]> => {
  const rows = [...first.rows]
  for (let { next } = first; next !== null;) {
    const page = await next()
    rows.push(...page.rows)
    next = page.next
  }
  return rows
}
