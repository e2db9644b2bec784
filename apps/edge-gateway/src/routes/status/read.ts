import { readRouteStates, resolveKey } from '@gptget/contracts'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import { describeStatus } from '../../answers/describe-status.ts'
import type { EdgeContext } from '../../context.ts'

/** So long one finding serves everybody who asks: however many ask, the others are asked once. */
const FRESH_MS = 5_000
/** Whoever takes longer to answer is away. */
const TIMEOUT_MS = 1_500
/** The hash of no key. */
const NO_KEY = '0'.repeat(64)

/** How the platform is, for anybody. */
export const readStatusRoute = (context: EdgeContext): Hono<HttpEnv> => {
  let last: { foundAtMs: number; text: Promise<string> } | null = null
  const read = (): Promise<string> => {
    const nowMs = context.now()
    if (last === null || nowMs - last.foundAtMs > FRESH_MS)
      last = { foundAtMs: nowMs, text: findOut(context).then((status) => JSON.stringify(status)) }
    return last.text
  }
  return new Hono<HttpEnv>().get('/v1/status', async (c) =>
    c.body(await read(), 200, {
      'content-type': 'application/json',
      'cache-control': `public, max-age=${FRESH_MS / 1_000}`,
    }),
  )
}

const findOut = async ({ bus, directory }: EdgeContext) => {
  const timeout = { timeoutMs: TIMEOUT_MS }
  const [routes, accounts] = await Promise.allSettled([
    bus.call(readRouteStates, { isWhole: true }, timeout),
    bus.call(resolveKey, { hash: NO_KEY }, timeout),
  ])
  return describeStatus({
    checkedAt: new Date(),
    routes: routes.status === 'fulfilled' ? routes.value.routes : null,
    hasAccounts: accounts.status === 'fulfilled',
    services: directory.services(),
  })
}
