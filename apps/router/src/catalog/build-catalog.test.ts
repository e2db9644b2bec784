import { readCatalog } from '@gptget/contracts'
import { highestOf } from '@gptget/money'
import type { RateCard } from '@gptget/money'
import { readSnapshot } from '@gptget/catalog'
import type { Snapshot, SnapshotRoute } from '@gptget/catalog'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { parseConfiguration } from '../configuration/parse-configuration.ts'
import { targetOf } from '../bodies/read-chat.ts'
import { unservedError } from '../pipeline/receive/unserved-error.ts'
import { buildCatalog } from './build-catalog.ts'
import type { Catalog } from './catalog.ts'

const TODAY = '2026-11-22'
const NOW_SECONDS = Date.parse(TODAY) / 1000
const OPENAI: SnapshotRoute = {
  provider: 'openai',
  sources: ['list'],
  model: 'gpt-x-2026',
  price: {
    input: '2',
    output: '10',
    cacheRead: '0.2',
    tiers: [{ above: 200_000, input: '4', output: '15' }],
  },
}
const OPENROUTER: SnapshotRoute = {
  provider: 'openrouter',
  model: 'openai/gpt-x',
  sources: ['list'],
  price: { input: '4', output: '20' },
}

const snapshotOf = (...routes: SnapshotRoute[]): Snapshot => ({
  sources: {},
  models: [
    {
      id: 'openai/gpt-x',
      name: 'GPT-X',
      released: '2026-01-02',
      context: 400_000,
      maxOutput: 128_000,
      input: ['text', 'image'],
      output: ['text'],
      abilities: ['tools'],
      routes,
    },
  ],
})

const build = (
  env: NodeJS.ProcessEnv,
  yaml = '',
  snapshot: Snapshot = snapshotOf(OPENAI, OPENROUTER),
  today = TODAY,
  nowSeconds = NOW_SECONDS,
): Catalog =>
  buildCatalog({
    configuration: parseConfiguration(yaml, 'test.yaml', env),
    discovered: [],
    env,
    snapshot,
    today,
    nowSeconds,
    byokFeeBasisPoints: 500,
  })

const model = (catalog: Catalog, id = 'openai/gpt-x') => catalog.models.get(id)!

const hasUnits = ({ request, perImage, perMinute, perMillionCharacters, variants }: RateCard) =>
  [request, perImage, perMinute, perMillionCharacters, variants].some((rate) => rate !== undefined)

describe('models of the snapshot', () => {
  it('stay in the catalog without a route while there is no credential', () => {
    const { routes, public: known } = model(build({}))
    expect(routes).toEqual([])
    expect(known).toMatchObject({
      isAvailable: false,
      price: { input: 4_000_000_000n, output: 20_000_000_000n },
    })
  })

  it('have a route for each provider with a credential, and no other', () => {
    const { routes, public: known } = model(build({ OPENAI_API_KEY: 'k' }))
    expect(routes.map(({ provider, upstreamModel }) => [provider.id, upstreamModel])).toEqual([
      ['openai', 'gpt-x-2026'],
    ])
    expect(known).toMatchObject({
      name: 'GPT-X',
      ownedBy: 'openai',
      isAvailable: true,
      contextTokens: 400_000,
      maxOutputTokens: 128_000,
      inputModalities: ['text', 'image'],
      createdAtSeconds: Date.UTC(2026, 0, 2) / 1000,
      retiresAt: null,
    })
    expect(known.supportedParameters).toContain('tools')
  })

  it('are reserved at the highest price of their routes, tier by tier', () => {
    const { public: known } = model(build({ OPENAI_API_KEY: 'k', OPENROUTER_API_KEY: 'k' }))
    expect(known.price).toEqual({
      input: 4_000_000_000n,
      output: 20_000_000_000n,
      cacheRead: 200_000_000n,
      tiers: [{ above: 200_000, input: 4_000_000_000n, output: 20_000_000_000n }],
    })
  })

  it('report surcharges for reservations: the highest of each, and the usual price if a route has none', () => {
    const withSurcharges: SnapshotRoute = {
      ...OPENAI,
      price: {
        input: '2',
        output: '10',
        surcharges: {
          serviceTiers: { priority: { input: '5', output: '25' } },
          geographies: { us: '1.1' },
          toolCalls: { webSearch: '0.01' },
        },
      },
    }
    const catalog = build(
      { OPENAI_API_KEY: 'k', OPENROUTER_API_KEY: 'k' },
      '',
      snapshotOf(withSurcharges, { ...OPENROUTER, price: { input: '4', output: '30', perSecond: '0.4' } }),
    )
    expect(model(catalog).public.price).toEqual({
      input: 4_000_000_000n,
      output: 30_000_000_000n,
      perSecond: 400_000_000n,
      surcharges: {
        serviceTiers: { priority: { input: 5_000_000_000n, output: 30_000_000_000n } },
        geographies: { us: 11_000 },
        toolCalls: { webSearch: 10_000_000n },
      },
    })
  })

  it('are reserved at the highest price of each variant, and at the usual price if a route has none', () => {
    const when = { size: '1024x1024', quality: 'high' }
    const cheap: RateCard = { input: 0n, output: 0n, perImage: 20n, variants: [{ when, perImage: 90n }] }
    const dear: RateCard = { input: 0n, output: 0n, perImage: 100n }
    expect(highestOf([cheap, dear])).toEqual({ ...dear, variants: [{ when, perImage: 100n }] })
    expect(highestOf([cheap])).toEqual(cheap)
  })

  it('prefer the cheaper provider', () => {
    const { routes } = model(build({ OPENAI_API_KEY: 'k', OPENROUTER_API_KEY: 'k' }))
    expect(routes.map(({ weight }) => weight)).toEqual([1, 0.25])
  })

  it('lose the routes of providers that have retired them', () => {
    const snapshot = snapshotOf({ ...OPENAI, retires: TODAY }, OPENROUTER)
    expect(model(build({ OPENAI_API_KEY: 'k' }, '', snapshot, '2026-11-21')).public).toMatchObject({
      isAvailable: true,
      retiresAt: TODAY,
    })
    expect(model(build({ OPENAI_API_KEY: 'k' }, '', snapshot, TODAY)).public.isAvailable).toBe(false)
  })
})

const unserved = (env: NodeJS.ProcessEnv, snapshot: Snapshot) =>
  unservedError(model(build(env, '', snapshot)))

describe('a model without a route', () => {
  it('names the variable to set, and suggests no retry', () => {
    const error = unserved({}, snapshotOf(OPENAI, OPENROUTER))
    expect(error).toMatchObject({ code: 'model_not_configured', status: 404, isRetryable: false })
    expect(error.message).toContain('OPENAI_API_KEY, OPENROUTER_API_KEY')
    expect(error.details.metadata).toEqual({ variables: ['OPENAI_API_KEY', 'OPENROUTER_API_KEY'] })
  })

  it('is gone if all providers have retired it, with the day and a replacement', () => {
    const retired = snapshotOf({ ...OPENAI, retires: '2026-11-01' })
    retired.models[0] = { ...retired.models[0]!, replacement: 'openai/gpt-y' }
    const error = unserved({}, retired)
    expect(error).toMatchObject({ code: 'model_retired', status: 410, isRetryable: false })
    expect(error.message).toBe(
      'The model "openai/gpt-x" was retired on 2026-11-01. Use "openai/gpt-y" instead.',
    )
    expect(error.details.metadata).toEqual({ retired_on: '2026-11-01', replacement: 'openai/gpt-y' })
  })

  it('is gone if the operator’s own provider has retired it, though others still serve it', () => {
    const snapshot = snapshotOf({ ...OPENAI, retires: '2026-11-01' }, OPENROUTER)
    expect(unserved({ OPENAI_API_KEY: 'k' }, snapshot).code).toBe('model_retired')
    expect(unserved({}, snapshot).details.metadata).toEqual({ variables: ['OPENROUTER_API_KEY'] })
  })
})

describe('a model without a known release date', () => {
  const yaml = `{ providers: { mine: { base_url: 'http://127.0.0.1:1/v1', api_key: k } },
    models: { mine/x: { routes: [{ provider: mine, model: x }], price: { input: 1, output: 1 } } } }`

  it('counts as new as the catalog, without changing its version', () => {
    const first = build({}, yaml)
    const later = build({}, yaml, undefined, TODAY, NOW_SECONDS + 60)
    expect(model(first, 'mine/x').public.createdAtSeconds).toBe(NOW_SECONDS)
    expect(model(later, 'mine/x').public.createdAtSeconds).toBe(NOW_SECONDS + 60)
    expect(later.version).toBe(first.version)
  })
})

describe('providers in the configuration', () => {
  it('offer their known models with the credential in the configuration', () => {
    const catalog = build({}, 'providers: { openai: { api_key: k } }')
    expect(model(catalog).routes.map(({ provider }) => provider.credentials)).toEqual([['k']])
  })

  it('include the rows of the same company: OpenAI’s key also opens models that only its Responses API serves', () => {
    const responses = snapshotOf({ ...OPENAI, provider: 'openai-responses' })
    const [route] = model(build({}, 'providers: { openai: { api_key: k } }', responses)).routes
    expect(route?.provider).toMatchObject({ dialect: 'openai-responses', credentials: ['k'] })
    const written = 'providers: { openai: { api_key: k }, openai-responses: { api_key: other } }'
    expect(model(build({}, written, responses)).routes[0]?.provider.credentials).toEqual(['other'])
  })

  it('offer no models that are only known at the address they replaced, unless configured', () => {
    const elsewhere = 'base_url: "http://127.0.0.1:1/v1", api_key: k'
    expect(model(build({}, `providers: { openai: { ${elsewhere} } }`)).routes).toEqual([])
    expect(model(build({}, `providers: { openai: { ${elsewhere}, catalog: true } }`)).routes).toHaveLength(1)
  })

  it('offer no known models if configured so', () => {
    const env = { OPENAI_API_KEY: 'k' }
    expect(model(build(env, 'providers: { openai: { catalog: false } }')).routes).toEqual([])
  })

  it('use the credentials of a whole cloud only when they are named', () => {
    const env = { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 's', AWS_REGION: 'eu-central-1' }
    expect(build(env).providers.has('bedrock')).toBe(false)
    expect(build(env, 'providers: { bedrock: {} }').providers.get('bedrock')).toMatchObject({
      baseUrl: 'https://bedrock-runtime.eu-central-1.amazonaws.com/openai/v1',
      credentials: ['AKIAEXAMPLE:s:'],
    })
  })

  it('say which part of a known address the environment lacks', () => {
    expect(() => build({}, 'providers: { azure: { api_key: k } }')).toThrow(/AZURE_OPENAI_ENDPOINT/)
  })
})

/** The configuration of one model of the snapshot, with additions. */
const yaml = (more = '') => `
providers: { own: { base_url: "http://127.0.0.1:1/v1" } }
models: { openai/gpt-x: { routes: [{ provider: own, model: mine }], price: { input: 1, output: 2 }${more} } }`

describe('models in the configuration', () => {
  it('replace routes and price, and take missing fields from the snapshot', () => {
    const { routes, public: known } = model(build({ OPENAI_API_KEY: 'k' }, yaml()))
    expect(routes.map(({ provider }) => provider.id)).toEqual(['own'])
    expect(known).toMatchObject({
      name: 'GPT-X',
      contextTokens: 400_000,
      inputModalities: ['text', 'image'],
      price: { input: 1_000_000_000n, output: 2_000_000_000n },
    })
  })

  it('keep every field of the configuration', () => {
    const { public: known } = model(build({}, yaml(', context_length: 8000, input_modalities: [text]')))
    expect(known).toMatchObject({ contextTokens: 8000, inputModalities: ['text'], maxOutputTokens: 128_000 })
  })
})

const snapshot = await readSnapshot()

describe('the whole catalog', () => {
  const everything = {
    OPENAI_API_KEY: 'k',
    OPENROUTER_API_KEY: 'k',
    ANTHROPIC_API_KEY: 'k',
    GEMINI_API_KEY: 'k',
  }
  const catalog = build(everything, '', snapshot)

  it('has the same versions while nothing changes, and others when a credential is added', () => {
    const again = build(everything, '', snapshot)
    expect([again.version, again.priceVersion]).toEqual([catalog.version, catalog.priceVersion])
    expect(build({}, '', snapshot).version).not.toBe(catalog.version)
  })

  it('fits into a message of the bus several times, and stays unchanged', () => {
    const models = [...catalog.models.values()].map((each) => each.public)
    const sent = z.encode(readCatalog.response, { version: catalog.version, models })
    expect(JSON.stringify(sent).length).toBeLessThan(256 * 1024)
    expect(z.decode(readCatalog.response, sent).models).toEqual(models)
  })

  it('charges for everything that is not free', () => {
    const routes = [...catalog.models.values()].flatMap((each) => each.routes)
    const unpaid = routes
      .filter(({ price }) => price.input === 0n && !hasUnits(price))
      .map(({ upstreamModel }) => upstreamModel)
    expect(routes.length).toBeGreaterThan(300)
    expect(unpaid.filter((name) => !name.endsWith(':free'))).toEqual([])
  })
})

describe('the known facts of a model', () => {
  it('prefer the configuration’s reasoning mode over the catalog’s', () => {
    const known: Snapshot = snapshotOf(OPENAI)
    known.models[0] = { ...known.models[0]!, thinking: { mode: 'fixed' } }
    const catalog = build({}, yaml(', thinking: { mode: toggle }'), known)
    expect(targetOf(catalog, model(catalog).routes[0]!).thinking).toEqual({ mode: 'toggle' })
  })

  it('tell writers of requests how it reasons, also if the operator serves it', () => {
    const known: Snapshot = snapshotOf(OPENAI)
    const thinking = { mode: 'budget', minTokens: 128, maxTokens: 32_768, canDisable: false } as const
    known.models[0] = { ...known.models[0]!, thinking, requiresThoughtSignature: true }
    for (const catalog of [build({ OPENAI_API_KEY: 'k' }, '', known), build({}, yaml(), known)]) {
      const [route] = model(catalog).routes
      expect(targetOf(catalog, route!)).toMatchObject({ thinking, requiresThoughtSignature: true })
    }
  })

  it('limit numbers for the maker, but not for other hosts of the same weights', () => {
    const known: Snapshot = snapshotOf(OPENAI)
    const settings = { refuses: ['stop' as const], ranges: { temperature: { most: 1 } } }
    known.models[0] = { ...known.models[0]!, settings }
    const own = build({ OPENAI_API_KEY: 'k' }, '', known)
    expect(targetOf(own, model(own).routes[0]!).capabilities).toMatchObject(settings)
    const { id } = model(own).public
    const elsewhere = build(
      {},
      [
        'providers: { mine: { dialect: openai-chat, base_url: "http://127.0.0.1:1/v1", api_key: x } }',
        `models: { ${id}: { routes: [{ provider: mine, model: y }], price: { input: 1, output: 1 } } }`,
      ].join('\n'),
      known,
    )
    const { capabilities } = targetOf(elsewhere, model(elsewhere, id).routes[0]!)
    expect([capabilities?.refuses, capabilities?.ranges]).toEqual([['stop'], undefined])
  })

  it('apply under any name that the operator chooses; a model of the same name elsewhere only adds its tools', () => {
    const known: Snapshot = snapshotOf(OPENAI)
    const thinking = { mode: 'fixed' } as const
    known.models[0] = { ...known.models[0]!, thinking, computerTools: ['openai_computer'] }
    const catalog = build(
      {},
      [
        'providers: { openai: { api_key: k }, mine: { dialect: openai-chat, base_url: "http://127.0.0.1:1/v1", api_key: x } }',
        'models:',
        '  my/fast: { routes: [{ provider: openai, model: gpt-x-2026 }], price: { input: 1, output: 1 } }',
        '  my/copy: { routes: [{ provider: mine, model: gpt-x-2026 }], price: { input: 1, output: 1 } }',
        '  my/other: { routes: [{ provider: mine, model: y }], price: { input: 1, output: 1 } }',
      ].join('\n'),
      known,
    )
    const facts = ['my/fast', 'my/copy', 'my/other'].map((id) => {
      const { routes, public: told } = model(catalog, id)
      return [targetOf(catalog, routes[0]!).thinking, told.contextTokens, told.computerTools]
    })
    expect(facts).toEqual([
      [thinking, 400_000, ['openai_computer']],
      [undefined, null, ['openai_computer']],
      [undefined, null, undefined],
    ])
  })

  it('come from the snapshot, after the configuration', () => {
    const route = 'providers: { p: { dialect: openai-chat, base_url: "http://127.0.0.1:1/v1", api_key: x } }'
    const price = 'routes: [{ provider: p, model: m }], price: { input: 1, output: 1 }'
    const catalog = build(
      { OPENAI_API_KEY: 'k' },
      `${route}\nmodels:\n  my/model: { ${price} }\n  my/seer: { ${price}, input_modalities: [text, audio], supported_parameters: [reasoning] }`,
    )
    expect(model(catalog).capabilities).toEqual({
      hasImages: true,
      hasImageOutput: false,
      hasAudioInput: false,
      hasFiles: true,
      hasSampling: false,
      hasTools: true,
      hasReasoning: false,
    })
    expect(model(catalog, 'my/model').capabilities).toEqual({})
    expect(model(catalog, 'my/seer').capabilities).toEqual({
      hasImages: false,
      hasAudioInput: true,
      hasFiles: false,
      hasSampling: false,
      hasTools: false,
      hasReasoning: true,
    })
  })
})
