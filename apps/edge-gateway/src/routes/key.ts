import { readKeyUsage } from '@gptget/bus'
import { toUsdNumber } from '@gptget/money'
import { Hono } from 'hono'
import { authenticate } from '../access/authenticate.ts'
import type { EdgeEnv } from '../app.ts'
import type { EdgeContext } from '../context.ts'

export const keyRoute = ({ bus, keys, now }: EdgeContext): Hono<EdgeEnv> =>
  new Hono<EdgeEnv>().get('/v1/key', async (c) => {
    const key = await authenticate(c.env.incoming, keys, now())
    const usage = await bus.call(readKeyUsage, { keyId: key.keyId })
    const limit = key.creditLimitNanoUsd
    return c.json({
      data: {
        id: key.keyId,
        label: key.label,
        name: key.name,
        usage: toUsdNumber(usage.usedNanoUsd),
        usage_daily: toUsdNumber(usage.usedTodayNanoUsd),
        usage_monthly: toUsdNumber(usage.usedThisMonthNanoUsd),
        limit: limit === null ? null : toUsdNumber(limit),
        limit_remaining:
          limit === null ? null : toUsdNumber(limit > usage.usedNanoUsd ? limit - usage.usedNanoUsd : 0n),
        allowed_models: key.allowedModels,
        rate_limit: { requests_per_minute: key.requestsPerMinute, tokens_per_minute: key.tokensPerMinute },
        expires_at: key.expiresAt,
        created_at: key.createdAt,
      },
    })
  })
