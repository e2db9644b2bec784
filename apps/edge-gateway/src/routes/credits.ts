import { readCredits } from '@gptget/contracts'
import { toUsdNumber } from '@gptget/money'
import { Hono } from 'hono'
import { authenticate } from '../access/authenticate.ts'
import type { EdgeEnv } from '../app.ts'
import type { EdgeContext } from '../context.ts'

export const creditsRoute = ({ bus, keys, now }: EdgeContext): Hono<EdgeEnv> =>
  new Hono<EdgeEnv>().get('/v1/credits', async (c) => {
    const { accountId } = await authenticate(c.env.incoming, keys, now())
    const credits = await bus.call(readCredits, { accountId })
    return c.json({
      data: {
        total_credits: toUsdNumber(credits.totalCreditsNanoUsd),
        total_usage: toUsdNumber(credits.totalUsageNanoUsd),
      },
    })
  })
