import { readCredits } from '@gptget/contracts'
import type { HttpEnv } from '@gptget/http'
import { toUsdNumber } from '@gptget/money'
import { Hono } from 'hono'
import type { EdgeContext } from '../../context.ts'
import { requireCaller } from '../../requests/require-caller.ts'

export const readCreditsRoute = (context: EdgeContext): Hono<HttpEnv> =>
  new Hono<HttpEnv>().get('/v1/credits', requireCaller(context), async (c) => {
    const { accountId } = c.var.key
    const credits = await context.bus.call(readCredits, { accountId })
    return c.json({
      data: {
        total_credits: toUsdNumber(credits.totalCreditsNanoUsd),
        total_usage: toUsdNumber(credits.totalUsageNanoUsd),
      },
    })
  })
