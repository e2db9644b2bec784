import { ledgerQuerySchema } from '@gptget/api/schemas/exports'
import { readLedger } from '@gptget/contracts'
import type { HttpEnv } from '@gptget/http'
import { exportLedgerEntry, LEDGER_COLUMNS } from '@gptget/money'
import { parseAt } from '@gptget/protocol'
import { Hono } from 'hono'
import type { z } from 'zod'
import { answerCsv, streamCsv, wantsCsv } from '../../answers/csv-stream.ts'
import type { Page } from '../../answers/csv-stream.ts'
import { listPage } from '../../answers/list-page.ts'
import type { EdgeContext } from '../../context.ts'
import { requireCaller } from '../../requests/require-caller.ts'

const USUAL_PAGE = 100
const LARGEST_PAGE = 1_000

/** The ledger of an account: pages of JSON, or all of it as CSV. Any key may read it. */
export const listLedgerRoute = (context: EdgeContext): Hono<HttpEnv> =>
  new Hono<HttpEnv>().get('/v1/ledger', requireCaller(context), async (c) => {
    const { accountId } = c.var.key
    const sent = parseAt(ledgerQuerySchema, c.req.query())
    const { format, generation_id: chargeId, key_id: keyId, model: product, limit, ...query } = sent
    const asked = { accountId, chargeId, keyId, product, ...query }
    if (wantsCsv(format, c.req.header('accept'))) {
      const isWhole = limit === undefined
      const first = await ledgerPage(context, { ...asked, limit: limit ?? LARGEST_PAGE }, isWhole)
      return answerCsv(c, streamCsv(first, LEDGER_COLUMNS), 'ledger')
    }
    const { entries, hasMore } = await context.bus.call(readLedger, { ...asked, limit: limit ?? USUAL_PAGE })
    return c.json(listPage(entries.map(exportLedgerEntry), hasMore))
  })

type LedgerAsked = z.output<(typeof readLedger)['request']>

const ledgerPage = async (context: EdgeContext, asked: LedgerAsked, isWhole: boolean): Promise<Page> => {
  const { entries, hasMore } = await context.bus.call(readLedger, asked)
  const after = entries.at(-1)?.transactionId
  return {
    rows: entries.map(exportLedgerEntry),
    next: isWhole && hasMore ? () => ledgerPage(context, { ...asked, after }, isWhole) : null,
  }
}
