import { describe, expect, it } from 'vitest'
import { getJson, postChat, USER_TURN } from './platform/ask.ts'
import { modelOf, scriptedConfig } from './platform/scripted-config.ts'
import { usePlatform } from './platform/use-platform.ts'

const world = usePlatform((upstream) => ({
  config: scriptedConfig(upstream, ['text-5', 'tools']),
  docs: 2,
  console: 1,
}))

const origin = (): string => new URL(world.platform.baseUrl).origin
const authorized = (): Record<string, string> => ({ authorization: `Bearer ${world.account.apiKey}` })

const namesIn = (response: Response, header: string): string[] =>
  (response.headers.get(header) ?? '').toLowerCase().split(/, */)

describe('the models', () => {
  it('are listed in OpenAI’s format', async () => {
    const list = (await getJson(`${world.platform.baseUrl}/models`, world.account.apiKey)) as {
      object: string
      data: { id: string }[]
    }
    expect(list.object).toBe('list')
    expect(list.data.map((model) => model.id).toSorted()).toEqual([modelOf('text-5'), modelOf('tools')])
    expect(list.data[0]).toMatchObject({
      object: 'model',
      owned_by: 'test',
      created: expect.any(Number) as number,
    })
    const fromSdk = await Array.fromAsync(await world.openai.models.list())
    expect(fromSdk.map((model) => model.id).toSorted()).toEqual([modelOf('text-5'), modelOf('tools')])
  })

  it('are found by their id with a plain or escaped slash', async () => {
    const { id } = (await getJson(`${world.platform.baseUrl}/models/test/text-5`, world.account.apiKey)) as {
      id: string
    }
    expect(id).toBe(modelOf('text-5'))
    expect(await world.openai.models.retrieve(modelOf('text-5'))).toMatchObject({ id: modelOf('text-5') })
  })
})

describe('a browser', () => {
  it('may call from any page with the headers of SDKs', async () => {
    const preflight = await fetch(`${world.platform.baseUrl}/chat/completions`, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://app.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers':
          'authorization,content-type,x-stainless-lang,x-api-key,anthropic-version',
      },
    })
    expect(preflight.ok).toBe(true)
    expect(preflight.headers.get('access-control-allow-origin')).toMatch(/^(\*|https:\/\/app\.example)$/)
    expect(preflight.headers.get('access-control-allow-methods')).toContain('POST')
    const allowed = namesIn(preflight, 'access-control-allow-headers')
    // For a browser, `*` does not include `authorization`.
    expect(allowed).toContain('authorization')
    for (const name of ['content-type', 'x-stainless-lang', 'x-api-key', 'anthropic-version']) {
      expect(allowed.includes('*') || allowed.includes(name)).toBe(true)
    }
  })

  it('may read the answer, its ids and its errors', async () => {
    for (const [body, status] of [
      [{ model: modelOf('text-5'), messages: USER_TURN }, 200],
      [{}, 400],
    ] as const) {
      const response = await postChat(world.platform.baseUrl, world.account.apiKey, body, {
        headers: { origin: 'https://app.example' },
      })
      await response.text()
      expect(response.status).toBe(status)
      expect(response.headers.get('access-control-allow-origin')).toMatch(/^(\*|https:\/\/app\.example)$/)
      const exposed = namesIn(response, 'access-control-expose-headers')
      for (const name of ['x-request-id', 'x-generation-id', 'retry-after']) {
        expect(exposed.includes('*') || exposed.includes(name)).toBe(true)
      }
    }
  })
})

describe('HEAD', () => {
  it('answers like GET without the body', async () => {
    const response = await fetch(`${world.platform.baseUrl}/models`, {
      method: 'HEAD',
      headers: authorized(),
    })
    expect([response.status, await response.text()]).toEqual([200, ''])
    expect(response.headers.get('content-type')).toMatch(/^application\/json/)
  })
})

describe('every service', () => {
  it.each(['/healthz', '/readyz'])('answers %s', async (path) => {
    for (const { url } of world.platform.services) expect((await fetch(url + path)).status).toBe(200)
  })

  it('has Prometheus metrics on a port of their own', async () => {
    await (
      await postChat(world.platform.baseUrl, world.account.apiKey, {
        model: modelOf('text-5'),
        messages: USER_TURN,
      })
    ).text()
    for (const { url, metricsUrl } of world.platform.services) {
      const text = await (await fetch(`${metricsUrl}/metrics`)).text()
      expect(text).toMatch(/^# TYPE \w+ (counter|gauge|histogram)$/m)
      expect((await fetch(`${url}/metrics`)).status).toBe(404)
    }
  })

  it('has its failed checks on that port, and only its readiness on the public one', async () => {
    for (const { url, metricsUrl } of world.platform.services) {
      expect(await (await fetch(`${url}/readyz`)).json()).toEqual({ status: 'ready' })
      expect(await (await fetch(`${metricsUrl}/readyz`)).json()).toMatchObject({
        status: 'ready',
        checks: { bus: true },
        reasons: {},
      })
    }
  })
})

describe('the site of another service at the URL of the API', () => {
  it('has the OpenAPI document with every path of the public surface', async () => {
    const document = (await (await fetch(`${origin()}/openapi.json`)).json()) as {
      openapi: string
      paths: Record<string, unknown>
    }
    expect(document.openapi).toMatch(/^3\.1/)
    for (const path of ['/v1/chat/completions', '/v1/models', '/v1/credits', '/v1/generation', '/v1/key']) {
      expect(Object.keys(document.paths)).toContain(path)
    }
  })

  it.each(['/', '/docs', '/docs/quickstart', '/docs/api/createChatCompletion', '/pricing', '/keys'])(
    'has a page at %s, compressed as the browser requests',
    async (path) => {
      const response = await fetch(origin() + path, { headers: { 'accept-encoding': 'gzip' } })
      expect(response.status).toBe(200)
      expect(response.headers.get('content-type')).toMatch(/^text\/html/)
      expect(response.headers.get('content-encoding')).toBe('gzip')
      expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
      expect(await response.text()).toContain('</html>')
      const etag = response.headers.get('etag')
      const again = await fetch(origin() + path, {
        headers: { 'if-none-match': etag!, 'accept-encoding': 'gzip' },
      })
      expect(again.status).toBe(304)
    },
  )

  it('shows the prices of the models that can be called', async () => {
    expect(await (await fetch(`${origin()}/console/public/models`)).text()).toContain(modelOf('text-5'))
  })

  it('stays reachable while one of its processes is gone, and answers 503 when all are', async () => {
    const [first, second] = world.platform.of('docs')
    await first!.stop()
    for (let count = 0; count < 4; count++) expect((await fetch(`${origin()}/docs`)).status).toBe(200)
    await second!.stop()
    const response = await fetch(`${origin()}/docs`)
    expect(response.status).toBe(503)
    expect(await response.json()).toMatchObject({ error: { code: 503, error_type: 'service_unavailable' } })
    await Promise.all([first!.restart(), second!.restart()])
    await expect.poll(async () => (await fetch(`${origin()}/docs`)).status, { timeout: 5_000 }).toBe(200)
  })

  it('only allows reads', async () => {
    expect((await fetch(`${origin()}/docs`, { method: 'POST', body: '{}' })).status).toBe(404)
  })
})
