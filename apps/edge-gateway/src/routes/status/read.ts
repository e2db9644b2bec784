import { readRouteStates, resolveKey } from '@gptget/contracts'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import { describeStatus } from '../../answers/describe-status.ts'
import type { EdgeContext } from '../../context.ts'

/** How long a result is cached, so that many callers cause only one check of the services. */
const FRESH_MS = 5_000
/** A service that takes longer counts as down. */
const TIMEOUT_MS = 1_500
/** A hash that belongs to no key. */
const NO_KEY = '0'.repeat(64)

/** The public status of the platform. */
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
