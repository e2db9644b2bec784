import { OPERATIONS } from '@gptget/api'
import { connectBus } from '@gptget/bus'
import type { Bus } from '@gptget/bus'
import { LeaseManager } from '@gptget/credit'
import { BodyBudget, createKeyCache } from '@gptget/http'
import { createLogger, LISTEN_DEFAULTS, Shutdown } from '@gptget/runtime'
import { startTestNats } from '@gptget/testkit'
import type { TestServer } from '@gptget/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApp } from '../app.ts'
import { mirrorCatalog } from '../catalog/catalog-mirror.ts'
import type { EdgeContext } from '../context.ts'
import { KeepAlive } from '../pipeline/deliver/keep-alive.ts'
import { OpenAnswers } from '../pipeline/deliver/open-answers.ts'
import { createEdgeMetrics } from '../pipeline/observe/metrics.ts'
import { RateLimiter } from '../pipeline/rate-limit/rate-limiter.ts'
import { PAGE_SCRIPT } from './page/page-script.ts'
import { UNDOCUMENTED_ROUTES } from './undocumented-routes.ts'

let nats: TestServer
let bus: Bus
let context: EdgeContext
let app: ReturnType<typeof createApp>

beforeAll(async () => {
  nats = await startTestNats()
  const logger = createLogger('edge-gateway', { LOG_LEVEL: 'silent' })
  bus = await connectBus({ url: nats.url, name: 'test', onError: (error) => logger.warn({ err: error }) })
  const now = Date.now
  context = {
    config: {
      ...LISTEN_DEFAULTS,
      natsUrl: nats.url,
      requestTimeoutMs: 1_000,
      keepAliveMs: 1_000,
      claimBytes: 1_000_000,
      bodyBytes: 1_000_000,
      leaseLifetimeMs: 60_000,
    },
    bus,
    keys: createKeyCache(bus, now),
    bodies: new BodyBudget({ processBytes: 1_000_000, keyBytes: 1_000_000 }),
    leases: new LeaseManager(bus, now, logger),
    limits: new RateLimiter(bus, now, logger),
    keepAlive: new KeepAlive(1_000),
    openAnswers: new OpenAnswers(),
    shutdown: new Shutdown({ graceMs: 0, drainMs: 0 }),
    claims: bus.openClaims(1_000_000),
    heldClaims: new Set(),
    catalog: mirrorCatalog(bus, logger),
    metrics: createEdgeMetrics(),
    logger,
    now,
    makeId: () => 'id',
  }
  app = createApp(context)
})

afterAll(async () => {
  context.catalog.stop()
  context.keepAlive.stop()
  await context.leases.stop()
  await bus.close()
  await nats.stop()
})

describe('the operations of the reference', () => {
  it('covers every route of the app, and no route that is not there', () => {
    const routes = app.routes.filter(({ method }) => method !== 'ALL')
    const served = new Set(routes.map(({ method, path }) => `${method} ${path}`))
    const known = new Set([...OPERATIONS.map(({ route }) => route), ...UNDOCUMENTED_ROUTES])
    expect([...served].toSorted()).toEqual([...known].toSorted())
  })
})

describe('the page', () => {
  it('shows every operation and guide', async () => {
    const page = await (await app.request('/docs')).text()
    for (const { operationId } of OPERATIONS) expect(page).toContain(`id="${operationId}"`)
    for (const guide of ['authentication', 'streaming', 'errors']) expect(page).toContain(`id="${guide}"`)
  })

  it('asks no other host for anything, and its policy would forbid it', async () => {
    const response = await app.request('/docs')
    const policy = response.headers.get('content-security-policy')
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toMatch(/unsafe|https?:|\*/)
    const page = await response.text()
    const asked = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url!)
    expect(asked.filter((url) => !/^(#|\/(?!\/)|data:)/.test(url))).toEqual([])
    expect(page).not.toMatch(/<script(?! src=)|<style|\son\w+=|\sstyle=/)
  })

  it('finds the files it names, which a browser may keep for good', async () => {
    const page = await (await app.request('/docs')).text()
    const files = [...page.matchAll(/"(\/docs\/[^"]+)"/g)].map(([, url]) => url!)
    expect(files.length).toBe(2)
    for (const file of files) {
      const response = await app.request(file, { headers: { 'accept-encoding': 'gzip' } })
      expect(response.status).toBe(200)
      expect(response.headers.get('content-encoding')).toBe('gzip')
      expect(response.headers.get('cache-control')).toContain('immutable')
    }
  })

  it('is not sent again while it is the same', async () => {
    const etag = (await app.request('/docs')).headers.get('etag')
    expect(etag).toBeTruthy()
    const again = await app.request('/docs', { headers: { 'if-none-match': etag! } })
    expect([again.status, await again.text()]).toEqual([304, ''])
  })

  it('has a script that parses', () => {
    expect(() => new Function(PAGE_SCRIPT)).not.toThrow()
  })
})
