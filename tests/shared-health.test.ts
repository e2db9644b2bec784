import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { readRouteStates } from '@gptget/contracts'
import type { RouteState } from '@gptget/contracts'
import { beforeEach, describe, expect, it } from 'vitest'
import { postChat, USER_TURN } from './platform/ask.ts'
import { PRICE, scriptedProvider } from './platform/scripted-config.ts'
import { usePlatform } from './platform/use-platform.ts'

const ADMIN = path.resolve(import.meta.dirname, '../apps/admin/src/main.ts')
const KEYS = ['secret-key-one', 'secret-key-two']

/** Each test has its own providers, because routers remember their health. */
const world = usePlatform((upstream) => {
  const row = scriptedProvider(upstream.baseUrl('openai-chat'))
  const model = (first: string) => ({
    routes: [
      { provider: first, model: `any-${first}`, weight: 1_000_000 },
      { provider: 'plain', model: 'scripted:text-5' },
    ],
    price: PRICE,
  })
  const firsts = ['ill', 'recovering', 'limited', 'lively']
  return {
    routers: 2,
    config: {
      providers: {
        plain: row,
        ...Object.fromEntries(firsts.map((id) => [id, row])),
        limited: { ...row, api_key: KEYS },
      },
      models: Object.fromEntries(firsts.map((id) => [`test/${id}`, model(id)])),
    },
  }
})

beforeEach(() => world.upstream.clear())

const ask = async (model: string): Promise<string | null> => {
  const response = await postChat(world.platform.baseUrl, world.account.apiKey, {
    model,
    messages: USER_TURN,
  })
  expect(response.status).toBe(200)
  await response.text()
  return response.headers.get('x-gptget-provider')
}

const answer = (provider: string): void => world.upstream.script({ match: { model: `any-${provider}` } })

const fail = (provider: string, status: number, retryAfterSeconds: number): void =>
  world.upstream.script({
    match: { model: `any-${provider}` },
    faults: [{ kind: 'status', status, headers: { 'retry-after': String(retryAfterSeconds) } }],
  })

/** Any router may answer a call, so this makes enough calls to reach both. */
const ASKED = 16

/** The routers' data about a provider's route. */
const statesOf = (provider: string): Promise<(RouteState | undefined)[]> =>
  Promise.all(
    Array.from({ length: ASKED }, async () => {
      const { routes } = await world.platform.bus.call(readRouteStates, { isWhole: true })
      return routes.find((route) => route.provider === provider)
    }),
  )

const allAre = (
  provider: string,
  isMet: (state: RouteState | undefined) => boolean,
  timeout = 5_000,
): Promise<void> =>
  expect
    .poll(async () => (await statesOf(provider)).every((state) => isMet(state)), { timeout, interval: 50 })
    .toBe(true)

const admin = async (...argv: string[]): Promise<string> => {
  const env = { ...process.env, GPTGET_NATS_URL: world.platform.nats.url }
  const { stdout } = await promisify(execFile)(process.execPath, [ADMIN, ...argv], { env })
  return stdout
}

const metricsOf = async (): Promise<string> => {
  const [router] = world.platform.of('router')
  return (await fetch(`${router?.metricsUrl}/metrics`)).text()
}

describe('the health of a route that one router observes', () => {
  it('is shared at once: no router calls a provider that asked to wait', async () => {
    fail('ill', 503, 60)
    expect(await ask('test/ill')).toBe('plain')
    await allAre('ill', (state) => state?.circuit === 'open')
    world.upstream.clear()
    for (let count = 0; count < 8; count++) expect(await ask('test/ill')).toBe('plain')
    expect(world.upstream.requests().filter(({ model }) => model === 'any-ill')).toEqual([])
  })

  it('is requested by a router that starts later', async () => {
    const [router] = world.platform.of('router')
    await router?.stop()
    await router?.restart()
    expect(router).toBeDefined()
    await allAre('ill', (state) => state?.circuit === 'open')
  })

  it('is cleared in all routers when a request succeeds again', async () => {
    fail('recovering', 503, 1)
    await ask('test/recovering')
    await allAre('recovering', (state) => state?.circuit === 'open')
    answer('recovering')
    await expect.poll(() => ask('test/recovering'), { timeout: 5_000, interval: 100 }).toBe('recovering')
    await allAre('recovering', (state) => state?.circuit === 'closed')
  })

  it('is summed over all routers, including speed', async () => {
    answer('lively')
    for (let count = 0; count < 6; count++) expect(await ask('test/lively')).toBe('lively')
    await allAre('lively', (state) => state?.attempts === 6 && state.tokensPerSecond !== null, 12_000)
  })

  it('includes the paused credentials', async () => {
    answer('limited')
    world.upstream.script({
      match: { header: ['authorization', `Bearer ${KEYS[0]}`] },
      faults: [{ kind: 'status', status: 429, headers: { 'retry-after': '60' } }],
    })
    for (let count = 0; count < 2; count++) expect(await ask('test/limited')).toBe('limited')
    await allAre('limited', (state) => state?.coolingCredentials[0]?.position === 0)
    for (let count = 0; count < 6; count++) expect(await ask('test/limited')).toBe('limited')
    const refused = world.upstream
      .requests()
      .filter(({ headers }) => headers.authorization === `Bearer ${KEYS[0]}`)
    expect(refused).toHaveLength(1)
  })
})

describe('an operator', () => {
  it('sees the health of routes in `providers status`, without credentials', async () => {
    const table = await admin('providers', 'status')
    expect(table).toMatch(/^PROVIDER +MODEL +CIRCUIT +ERRORS +REQUESTS +TTFT P50 +TOKENS\/S/)
    expect(table).toMatch(/^ill +any-ill +open .* provider_\w+$/m)
    expect(table).toMatch(/^limited +any-limited +closed .* 1 of 2 .*rate-limited/m)
    const json = await admin('providers', 'status', '--json')
    const { routes } = JSON.parse(json) as { routes: Record<string, unknown>[] }
    const ill = routes.find(({ provider }) => provider === 'ill')
    expect(ill).toMatchObject({ model: 'any-ill', models: ['test/ill'], circuit: 'open' })
    expect(Date.parse(String(ill?.open_until))).toBeGreaterThan(Date.now())
    for (const key of KEYS) expect(table + json).not.toContain(key)
  })

  it('sees unused routes with --all', async () => {
    const { routes } = JSON.parse(await admin('providers', 'status', '--json', '--all')) as {
      routes: unknown[]
    }
    expect(routes.length).toBeGreaterThanOrEqual(5)
  })

  it('sees the health of routes in the metrics of every router', async () => {
    const metrics = await metricsOf()
    expect(metrics).toMatch(/^gptget_router_circuit_state\{provider="ill",model="any-ill",.*\} 2$/m)
    expect(metrics).toMatch(/^gptget_router_route_error_ratio\{provider="lively",.*\} 0$/m)
  })
})
