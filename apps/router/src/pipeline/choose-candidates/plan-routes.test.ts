import type { RoutingPreferences } from '@gptget/contracts'
import { DEFAULT_TIMEOUTS } from '@gptget/providers'
import type { Dialect } from '@gptget/contracts'
import { describe, expect, it } from 'vitest'
import type { Catalog, Route, RoutedModel } from '../../catalog/catalog.ts'
import { makeRoutes } from '../../catalog/make-routes.ts'
import { RouteHealth } from '../../health/route-health.ts'
import { Credentials } from '../../upstream/credentials.ts'
import type { Asked } from '../generation/asked.ts'
import { contentOf } from '../../bodies/content.ts'
import { allowedBy } from '../../catalog/allowed.ts'
import { planRoutes } from './plan-routes.ts'
import type { Plan } from './plan-routes.ts'

type Way = { id: string; input?: bigint; weight?: number; dialect?: Dialect; credentials?: string[] }

const way = ({ id, input = 1_000n, weight = 1, dialect = 'openai-chat', credentials = [] }: Way) => ({
  provider: {
    id,
    name: id.toUpperCase(),
    dialect,
    baseUrl: 'http://127.0.0.1:1/v1',
    auth: 'none' as const,
    credentials,
    headers: {},
    timeouts: DEFAULT_TIMEOUTS,
    quirks: {},
  },
  upstreamModel: 'm',
  weight,
  price: { input, output: input },
})

const modelOf = (id: string, ways: Way[]): [string, RoutedModel] => [
  id,
  {
    routes: makeRoutes(id, ways.map(way)),
    ownable: [],
    capabilities: {},
    facts: {},
    unserved: { withoutCredential: [], retiredOn: null },
    hedgeAfterMs: null,
    public: {
      id,
      name: id,
      description: null,
      ownedBy: 'test',
      createdAtSeconds: 0,
      contextTokens: null,
      maxOutputTokens: null,
      inputModalities: ['text'],
      outputModalities: ['text'],
      supportedParameters: ['max_tokens', 'temperature'],
      price: { input: 1n, output: 1n },
      isAvailable: true,
      retiresAt: null,
    },
  },
]

/** A small generator with a fixed seed, so that shares can be asserted. */
const seededRandom = (): (() => number) => {
  let state = 42
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return state / 2 ** 32
  }
}

type World = {
  ways: Way[]
  fallback?: Way[]
  preferences?: RoutingPreferences
  body?: object
  dialect?: Dialect
}

const createWorld = ({ ways, fallback = [], preferences, body = {}, dialect = 'openai-chat' }: World) => {
  const clock = { nowMs: 0 }
  const now = (): number => clock.nowMs
  const health = new RouteHealth(now)
  const credentials = new Credentials(now)
  const models = new Map([modelOf('test/m', ways), modelOf('test/other', fallback)])
  const catalog: Catalog = {
    version: '',
    priceVersion: '',
    byokFeeBasisPoints: 500,
    allowed: allowedBy({ anthropic_betas: [], tools: {} }),
    aliases: {},
    providers: new Map(),
    models,
  }
  const head = { operation: 'chat', dialect, model: 'test/m', isStream: false, isStrict: false } as const
  const sent = Buffer.from(
    JSON.stringify({ model: 'test/m', messages: [{ role: 'user', content: 'x' }], ...body }),
  )
  const asked: Asked = {
    head: { ...head, accountId: 'acct', ...(preferences ? { routing: preferences } : {}) },
    operation: { name: 'chat', isServedIn: () => true },
    catalog,
    content: contentOf(sent, head, catalog),
    byteLength: sent.byteLength,
  }
  const random = seededRandom()
  const plan = (): Plan => planRoutes(asked, { health, credentials, random })
  const route = (id: string): Route =>
    [...models.values()].flatMap(({ routes }) => routes).find(({ provider }) => provider.id === id)!
  return { plan, health, credentials, clock, route }
}

const idsOf = ({ routes }: Plan): string[] => routes.map(({ provider }) => provider.id)
const planFor = (world: World): string[] => idsOf(createWorld(world).plan())
const reasonsOf = ({ excluded }: Plan): [string, string][] =>
  excluded.map(({ provider, reason }) => [provider, reason])

const shareOfFirst = (world: World, id: string, rounds = 4_000): number => {
  const { plan } = createWorld(world)
  let count = 0
  for (let round = 0; round < rounds; round++) if (idsOf(plan())[0] === id) count += 1
  return count / rounds
}

describe('the order of routes without preferences', () => {
  it('puts each first in proportion to its weight, and contains all of them', () => {
    const ways = [{ id: 'a' }, { id: 'b', weight: 3 }]
    expect(shareOfFirst({ ways }, 'b')).toBeCloseTo(0.75, 1)
    expect(planFor({ ways })).toHaveLength(2)
  })

  it('favors the cheap by the inverse square of the price', () => {
    const ways = [
      { id: 'cheap', input: 1_000n },
      { id: 'dear', input: 2_000n },
    ]
    expect(shareOfFirst({ ways }, 'cheap')).toBeCloseTo(0.8, 1)
  })
})

describe('the preferences of a caller', () => {
  const ways = [
    { id: 'a', input: 3_000n },
    { id: 'b', input: 1_000n },
    { id: 'c', input: 2_000n },
  ]

  it('order: those first, by id or name, then the others', () => {
    expect(planFor({ ways, preferences: { order: ['C', 'a', 'nobody'] } })).toEqual(['c', 'a', 'b'])
  })

  it('only and ignore exclude the others, and report it', () => {
    const { plan } = createWorld({ ways, preferences: { only: ['a', 'b'], ignore: ['b'] } })
    expect(idsOf(plan())).toEqual(['a'])
    expect(reasonsOf(plan())).toEqual([
      ['b', 'named in provider.ignore'],
      ['c', 'not among provider.only'],
    ])
  })

  it('sort by price: cheapest first, always', () => {
    expect(planFor({ ways, preferences: { sort: 'price' } })).toEqual(['b', 'c', 'a'])
  })

  it('sort by latency and by throughput: measured routes first', () => {
    for (const sort of ['latency', 'throughput'] as const) {
      const { plan, health, route } = createWorld({ ways, preferences: { sort } })
      health.answered(route('a').key, { ttftMs: 900, tokens: 10, tokensMs: 1_000 })
      health.answered(route('c').key, { ttftMs: 100, tokens: 90, tokensMs: 1_000 })
      expect(idsOf(plan())).toEqual(['c', 'a', 'b'])
    }
  })

  it('max_price excludes more expensive routes', () => {
    const { plan } = createWorld({ ways, preferences: { maxPrice: { prompt: '2000' }, sort: 'price' } })
    expect(idsOf(plan())).toEqual(['b', 'c'])
    expect(reasonsOf(plan())).toEqual([['a', 'costs more than provider.max_price.prompt']])
  })

  it('allow_fallbacks false: one route and no other', () => {
    const { plan } = createWorld({ ways, preferences: { allowsFallbacks: false, sort: 'price' } })
    expect(idsOf(plan())).toEqual(['b'])
    expect(plan().excluded).toHaveLength(2)
  })

  it('models: their routes come after those of the first', () => {
    const preferences: RoutingPreferences = { sort: 'price', fallbackModels: [{ id: 'test/other' }] }
    expect(planFor({ ways, fallback: [{ id: 'z', input: 1n }], preferences })).toEqual(['b', 'c', 'a', 'z'])
  })

  it('require_parameters excludes routes that do not support all of them', () => {
    const preferences = { requiresParameters: true, sort: 'price' as const }
    const mixed: Way[] = [
      { id: 'claude', dialect: 'anthropic-messages' },
      { id: 'gpt', input: 9_000n },
    ]
    expect(planFor({ ways: mixed, preferences, body: { temperature: 0.5 } })).toEqual(['claude', 'gpt'])
    expect(planFor({ ways: mixed, preferences, body: { logit_bias: { 1: 1 } } })).toEqual([])
    // Beyond Anthropic's range: it would be rewritten there.
    expect(planFor({ ways: mixed, preferences, body: { temperature: 1.5 } })).toEqual(['gpt'])
  })
})

describe('a session', () => {
  const ways = ['a', 'b', 'c', 'd'].map((id) => ({ id }))

  it('uses the same route from every router, and sessions spread over the routes', () => {
    const firsts = new Map<string, number>()
    for (let session = 0; session < 400; session++) {
      const world = { ways, preferences: { stickyKey: `session-${session}` } }
      const [first] = planFor(world)
      expect(planFor(world)[0]).toBe(first)
      firsts.set(first!, (firsts.get(first!) ?? 0) + 1)
    }
    expect([...firsts.values()].every((count) => count > 60 && count < 140)).toBe(true)
  })

  it('keeps its route when another one disappears, and gets it back when its own returns', () => {
    const { plan, health, route, clock } = createWorld({ ways, preferences: { stickyKey: 'mine' } })
    const [own, next, third] = idsOf(plan())
    const open = (id: string): void => {
      for (let failure = 0; failure < 3; failure++) health.failed(route(id).key, 'timeout')
    }
    open(third!)
    expect(idsOf(plan()).slice(0, 2)).toEqual([own, next])
    open(own!)
    expect(idsOf(plan())[0]).toBe(next)
    clock.nowMs = 2_001
    expect(idsOf(plan())[0]).toBe(own)
  })
})

describe('routes with problems', () => {
  it('are excluded with the reason, and tried again after their pause', () => {
    const { plan, health, route, clock } = createWorld({ ways: [{ id: 'a' }, { id: 'b' }] })
    for (let failure = 0; failure < 3; failure++) health.failed(route('a').key, 'timeout')
    expect(idsOf(plan())).toEqual(['b'])
    expect(reasonsOf(plan())).toEqual([['a', 'failed lately (timeout); tried again in 2 s']])
    clock.nowMs = 2_001
    expect(plan().routes).toHaveLength(2)
  })

  it('are tried by one request at a time', () => {
    const { plan, health, route, clock } = createWorld({ ways: [{ id: 'a' }, { id: 'b' }] })
    for (let failure = 0; failure < 3; failure++) health.failed(route('a').key, 'timeout')
    clock.nowMs = 2_001
    expect([health.begin(route('a').key), health.begin(route('a').key)]).toEqual([true, false])
    expect(idsOf(plan())).toEqual(['b'])
    health.answered(route('a').key, { ttftMs: 1, tokens: 1, tokensMs: 1 })
    expect(plan().routes).toHaveLength(2)
  })

  it('are better than none: the one with the shortest pause is used', () => {
    const { plan, health, route } = createWorld({ ways: [{ id: 'a' }, { id: 'b' }] })
    health.failed(route('a').key, 'provider_overloaded', 30_000)
    health.failed(route('b').key, 'provider_overloaded', 10_000)
    expect(idsOf(plan())).toEqual(['b'])
    expect(plan().hasCoolingDown).toBe(true)
  })

  it('include those whose credentials are all paused', () => {
    const ways = [{ id: 'a', credentials: ['one', 'two'] }, { id: 'b' }]
    const { plan, credentials, route } = createWorld({ ways })
    const a = route('a')
    credentials.coolDown(a, credentials.next(a), 'model', 'rate-limited', 5_000)
    expect(plan().routes).toHaveLength(2)
    credentials.coolDown(a, credentials.next(a), 'model', 'rate-limited', 3_000)
    expect(idsOf(plan())).toEqual(['b'])
    expect(reasonsOf(plan())).toEqual([['a', 'its rate limit is reached; tried again in 3 s']])
  })
})

describe('a conversation with signed reasoning', () => {
  const ways: Way[] = [
    { id: 'gpt', input: 1n },
    { id: 'claude', dialect: 'anthropic-messages', input: 9_000n },
    { id: 'claude-2', dialect: 'anthropic-messages', input: 9_000n },
  ]
  const signed = {
    max_tokens: 10,
    messages: [
      { role: 'user', content: 'x' },
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'hm', signature: 'made-by-anthropic' },
          { type: 'text', text: 'y' },
        ],
      },
      { role: 'user', content: 'z' },
    ],
  }
  const world: World = { ways, dialect: 'anthropic-messages', body: signed, preferences: { sort: 'price' } }

  it('stays with the kind of provider that signed it', () => {
    const { plan } = createWorld(world)
    expect(idsOf(plan()).toSorted()).toEqual(['claude', 'claude-2'])
    expect(reasonsOf(plan())).toEqual([['gpt', expect.stringContaining('signed reasoning')]])
  })

  it('uses others if none of those is available', () => {
    const { plan, health, route } = createWorld(world)
    for (const id of ['claude', 'claude-2']) health.failed(route(id).key, 'provider_overloaded', 9_000)
    expect(idsOf(plan())).toEqual(['gpt'])
  })
})
