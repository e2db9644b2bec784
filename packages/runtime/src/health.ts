import { Hono } from 'hono'

/** Each must hold for a service to take traffic, by its name. */
export type Checks = Record<string, () => boolean | Promise<boolean>>

/**
 * `/healthz` (the process runs) and `/readyz` (it can work), in the short public form. The metrics port says what is
 * missing.
 */
export const healthRoutes = (checks: Checks): Hono =>
  new Hono()
    .get('/healthz', (c) => c.json({ status: 'ok' }))
    .get('/readyz', async (c) => {
      const { isReady } = await runChecks(checks)
      return c.json({ status: isReady ? 'ready' : 'not ready' }, isReady ? 200 : 503)
    })

/** A check that fails or throws means not ready. */
export const runChecks = async (
  checks: Checks,
): Promise<{ isReady: boolean; results: Record<string, boolean> }> => {
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => [name, await holds(check)] as const),
  )
  return { isReady: results.every(([, passed]) => passed), results: Object.fromEntries(results) }
}

const holds = async (check: Checks[string]): Promise<boolean> => {
  try {
    return await check()
  } catch {
    return false
  }
}
