import { OPERATIONS } from '@gptget/api'
import { connectBus } from '@gptget/bus'
import type { Bus } from '@gptget/bus'
import { createLogger, Shutdown } from '@gptget/runtime'
import { startTestNats } from '@gptget/testkit'
import type { TestServer } from '@gptget/testkit'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createApp } from './app.ts'
import { configFromEnv } from './config.ts'
import type { EdgeContext } from './context.ts'
import { createContext } from './service.ts'

/** Routes outside of the API that a key gives access to, and second paths of some operations. */
const UNDOCUMENTED_ROUTES = [
  'GET /healthz',
  'GET /readyz',
  // Google’s SDK uses /v1 if configured so; the reference shows /v1beta.
  'POST /v1/models/*',
  // Cohere’s SDK uses /v2.
  'POST /v2/rerank',
]

let nats: TestServer
let bus: Bus
let context: EdgeContext

beforeAll(async () => {
  nats = await startTestNats()
  const logger = createLogger('edge-gateway', { LOG_LEVEL: 'silent' })
  bus = await connectBus({ url: nats.url, name: 'test', onError: (error) => logger.warn({ err: error }) })
  const shutdown = new Shutdown({ graceMs: 0, drainMs: 0 })
  context = createContext(configFromEnv({ NATS_URL: nats.url }), { bus, logger, shutdown })
})

afterAll(async () => {
  context.catalog.stop()
  context.keepAlive.stop()
  await context.leases.stop()
  await bus.close()
  await nats.stop()
})

it('the edge serves every operation of the reference, and no other route', () => {
  const routes = createApp(context).routes.filter(({ method }) => method !== 'ALL')
  const served = new Set(routes.map(({ method, path }) => `${method} ${path}`))
  const known = new Set([
    ...OPERATIONS.filter(({ service }) => service === undefined).map(({ route }) => route),
    ...UNDOCUMENTED_ROUTES,
  ])
  expect([...served].toSorted()).toEqual([...known].toSorted())
})
