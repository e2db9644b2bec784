import { Hono } from 'hono'
import type { Registry } from 'prom-client'

export type HealthOptions = {
  /** Each must hold for the service to take traffic; names are shown by `/readyz`. */
  checks: Record<string, () => boolean | Promise<boolean>>
  metrics: Registry
}

/** `/healthz` (the process runs), `/readyz` (it can do its work; 503 names what is missing) and Prometheus `/metrics`. */
export const healthRoutes = ({ checks, metrics }: HealthOptions): Hono =>
  new Hono()
    .get('/healthz', (c) => c.json({ status: 'ok' }))
    .get('/readyz', async (c) => {
      const results = await Promise.all(
        Object.entries(checks).map(async ([name, check]) => [name, await check()] as const),
      )
      const isReady = results.every(([, passed]) => passed)
      return c.json(
        { status: isReady ? 'ready' : 'not ready', checks: Object.fromEntries(results) },
        isReady ? 200 : 503,
      )
    })
    .get('/metrics', async (c) =>
      c.body(await metrics.metrics(), 200, { 'content-type': metrics.contentType }),
    )
