import { connectBus } from '@gptget/bus'
import type { Bus } from '@gptget/bus'
import { LeaseManager } from '@gptget/credit'
import { createSseReader, ERROR_FORMS } from '@gptget/protocol'
import { ERRORS, PublicError } from '@gptget/errors'
import type { Dialect } from '@gptget/contracts'
import type { ErrorCode } from '@gptget/errors'
import { createLogger } from '@gptget/runtime'
import { startTestNats } from '@gptget/testkit'
import type { TestServer } from '@gptget/testkit'
import { Validator } from '@seriousme/openapi-schema-validator'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createKeyCache } from '../access/key-cache.ts'
import { createApp } from '../app.ts'
import { mirrorCatalog } from '../catalog/catalog-mirror.ts'
import type { EdgeContext } from '../context.ts'
import { RateLimiter } from '../limits/rate-limiter.ts'
import { KeepAlive } from '../generation/keep-alive.ts'
import { createEdgeMetrics } from '../metrics.ts'
import type { OpenApiDocument } from './document/open-api.ts'
import { OPERATIONS, UNDOCUMENTED_ROUTES } from './operations.ts'
import { PAGE_SCRIPT } from './page/page-script.ts'
import { ERROR_EXAMPLES, ERROR_SCHEMAS } from './schemas/errors.ts'

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
      host: '127.0.0.1',
      port: 0,
      natsUrl: nats.url,
      requestTimeoutMs: 1_000,
      keepAliveMs: 1_000,
      claimBytes: 1_000_000,
      leaseLifetimeMs: 60_000,
    },
    bus,
    keys: createKeyCache(bus, now),
    leases: new LeaseManager(bus, now, logger),
    limits: new RateLimiter(bus, now, logger),
    keepAlive: new KeepAlive(1_000),
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

const readDocument = async (): Promise<OpenApiDocument> =>
  (await (await app.request('/openapi.json')).json()) as OpenApiDocument

describe('the document', () => {
  it('is valid OpenAPI 3.1', async () => {
    const document = await readDocument()
    const result = await new Validator().validate(document as unknown as Record<string, unknown>)
    expect(result).toEqual({ valid: true })
    expect(document.openapi).toMatch(/^3\.1/)
  })

  it('points at nothing that it does not hold', async () => {
    const document = await readDocument()
    for (const [, section, name] of JSON.stringify(document).matchAll(/"#\/components\/(\w+)\/([^"]+)"/g))
      expect(Object.keys(document.components[section as 'schemas'])).toContain(name)
  })

  it('covers every route of the app, and no route that is not there', () => {
    const routes = app.routes.filter(({ method }) => method !== 'ALL')
    const served = new Set(routes.map(({ method, path }) => `${method} ${path}`))
    const known = new Set([...OPERATIONS.map(({ route }) => route), ...UNDOCUMENTED_ROUTES])
    expect([...served].toSorted()).toEqual([...known].toSorted())
  })

  it('names each operation once', () => {
    const names = OPERATIONS.map(({ operationId }) => operationId)
    expect(new Set(names).size).toBe(names.length)
  })

  it('tells what every field of a body is for', async () => {
    const { components } = await readDocument()
    for (const [name, { properties }] of Object.entries(components.schemas)) {
      if (!name.endsWith('Request')) continue
      for (const [field, schema] of Object.entries(properties ?? {}))
        expect(schema.description, `${name}.${field}`).toBeTruthy()
    }
  })
})

describe('its examples', () => {
  it.each(OPERATIONS.map((operation) => [operation.operationId, operation] as const))(
    'of %s are what its schemas describe',
    (_, { request, answer, stream }) => {
      for (const example of Object.values(request?.examples ?? {}))
        expect(request!.schema.safeParse(example).error).toBeUndefined()
      expect(answer.schema.safeParse(answer.example).error).toBeUndefined()
      if (!stream) return
      const events = createSseReader().push(stream.example)
      expect(events.length).toBeGreaterThan(1)
      for (const { data } of events.filter((event) => event.data !== '[DONE]'))
        expect(stream.event.safeParse(JSON.parse(data)).error).toBeUndefined()
    },
  )

  it('of failures have the status they stand under', async () => {
    const { paths } = await readDocument()
    for (const { responses } of Object.values(paths).flatMap((path) => Object.values(path)))
      for (const [status, { content }] of Object.entries(responses))
        for (const code of Object.keys(content['application/json']?.examples ?? {}))
          expect(ERRORS[code as ErrorCode].status).toBe(Number(status))
  })
})

describe('the error schemas', () => {
  it.each(Object.keys(ERROR_SCHEMAS) as Dialect[])('hold for every failure in the dialect %s', (dialect) => {
    const details = { param: 'model', metadata: { allowed_models: [] } }
    for (const code of Object.keys(ERRORS) as ErrorCode[])
      for (const error of [
        new PublicError(code, ERROR_EXAMPLES[code]),
        new PublicError(code, ERROR_EXAMPLES[code], details),
      ])
        expect(ERROR_SCHEMAS[dialect].safeParse(ERROR_FORMS[dialect].body(error)).error).toBeUndefined()
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
