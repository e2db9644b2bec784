import { Hono } from 'hono'
import type { ListenConfig } from './environment.ts'
import { readinessOf } from './health.ts'
import type { Checks } from './health.ts'
import { startHttpServer } from './http-server.ts'
import type { HttpServer } from './http-server.ts'
import type { Registry } from './metrics.ts'

type Observed = { metrics: Registry; checks: Checks }

/**
 * Serves what only the operator may see, on a port of its own: Prometheus `/metrics`, and `/readyz` with reasons.
 * @throws when the address is taken.
 */
export const startMetricsServer = (
  { metricsHost, metricsPort }: ListenConfig,
  observed: Observed,
): Promise<HttpServer> => startHttpServer(metricsRoutes(observed), { host: metricsHost, port: metricsPort })

const metricsRoutes = ({ metrics, checks }: Observed): Hono =>
  new Hono()
    .get('/metrics', async (c) =>
      c.body(await metrics.metrics(), 200, { 'content-type': metrics.contentType }),
    )
    .get('/readyz', async (c) => {
      const { code, ...readiness } = await readinessOf(checks)
      return c.json(readiness, code)
    })
