import { describe, expect, it } from 'vitest'
import { ConfigurationError, parseConfiguration } from './parse-configuration.ts'

const GOOD = `
providers:
  openai:                                                   # base_url includes the version prefix, \${NOT_READ}
    { dialect: openai, base_url: https://api.openai.com/v1, api_key: \${OPENAI_API_KEY}, timeouts: { connect_ms: 3000 } }
  azure-eu: { dialect: openai, base_url: "https://\${AZURE_HOST:-eu.example.com}/v1", api_key: [ a, b ] }
models:
  openai/gpt-4o:
    routes: [ { provider: openai, model: gpt-4o }, { provider: azure-eu, model: gpt-4o-eu, weight: 2 } ]
    price: { input: 2.50, output: 10.00, cache_read: 1.25 }      # USD per million tokens
`

const problemsOf = (text: string, env: NodeJS.ProcessEnv = {}) => {
  try {
    parseConfiguration(text, 'gptget.yaml', env)
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems
    throw error
  }
  return []
}

/** The reasoning mode of a model with this line. */
const think = (mode: string) => {
  const text = `providers: { p: { base_url: "http://127.0.0.1:1/v1" } }\nmodels: { a/b: { routes: [{ provider: p, model: m }], price: { input: 1, output: 1 }, thinking: ${mode} } }`
  return parseConfiguration(text, 'gptget.yaml', {}).models['a/b']?.thinking
}

describe('the operator’s configuration', () => {
  it('is read with variables replaced, also inside flow mappings, and with exact prices', () => {
    const { providers, models } = parseConfiguration(GOOD, 'gptget.yaml', { OPENAI_API_KEY: 'sk: {x}' })
    expect(providers.openai).toMatchObject({
      dialect: 'openai-chat',
      api_key: 'sk: {x}',
      timeouts: { connect_ms: 3000 },
    })
    expect(providers['azure-eu']?.base_url).toBe('https://eu.example.com/v1')
    expect(models['openai/gpt-4o']?.price).toMatchObject({
      input: 2_500_000_000n,
      cacheRead: 1_250_000_000n,
    })
    expect(models['openai/gpt-4o']?.routes.map(({ weight }) => weight)).toEqual([1, 2])
  })

  it('supports prices as complete as the catalog’s: classes, tiers, units and surcharges, each exact', () => {
    const text = `
providers: { p: { base_url: "http://127.0.0.1:1/v1" } }
models:
  my/chat:
    routes: [{ provider: p, model: m }]
    price:
      input: 5
      output: 30
      cache_read: 0.5
      cache_write_1h: 10
      per_request: 0.001
      tiers: [ { above: 272000, input: 10, output: 45, cache_read: 1 } ]
      service_tiers: { priority: { input: 12.5, output: 75 }, flex: { input: 2.5, output: 15, tiers: [ { above: 272000, input: 5, output: 22.5 } ] } }
      speeds: { fast: { input: 10, output: 50 } }
      geographies: { us: 1.1 }
      tool_calls: { web_search: 0.01, file_search: 0.0025 }
  my/video:
    routes: [{ provider: p, model: v, price: { per_second: "0.30" } }]
    price: { per_second: 0.40 }
  my/speech:
    routes: [{ provider: p, model: s }]
    price: { per_million_characters: 15, per_minute: 0.006 }
  my/images:
    routes: [{ provider: p, model: i }]
    price:
      per_image: 0.039
      variants: [ { when: { size: 1024x1024, quality: high }, per_image: 0.167 } ]
`
    const { models } = parseConfiguration(text, 'gptget.yaml', {})
    const million = 1_000_000n
    expect(models['my/chat']?.price).toEqual({
      input: 5_000n * million,
      output: 30_000n * million,
      cacheRead: 500n * million,
      cacheWrite1h: 10_000n * million,
      request: million,
      tiers: [
        { above: 272_000, input: 10_000n * million, output: 45_000n * million, cacheRead: 1_000n * million },
      ],
      surcharges: {
        serviceTiers: {
          priority: { input: 12_500n * million, output: 75_000n * million },
          flex: {
            input: 2_500n * million,
            output: 15_000n * million,
            tiers: [{ above: 272_000, input: 5_000n * million, output: 22_500n * million }],
          },
        },
        speeds: { fast: { input: 10_000n * million, output: 50_000n * million } },
        geographies: { us: 11_000 },
        toolCalls: { webSearch: 10n * million, fileSearch: 2_500_000n },
      },
    })
    expect(models['my/video']).toMatchObject({
      price: { input: 0n, output: 0n, perSecond: 400n * million },
      routes: [{ price: { perSecond: 300n * million } }],
    })
    expect(models['my/speech']?.price).toMatchObject({
      perMillionCharacters: 15_000n * million,
      perMinute: 6n * million,
    })
    expect(models['my/images']?.price).toEqual({
      input: 0n,
      output: 0n,
      perImage: 39n * million,
      variants: [{ when: { size: '1024x1024', quality: 'high' }, perImage: 167n * million }],
    })
  })

  it('sets how a model reasons', () => {
    expect(think('{ mode: toggle }')).toEqual({ mode: 'toggle' })
    expect(
      think('{ mode: budget, budget: { min_tokens: 128, max_tokens: 32768 }, can_disable: false }'),
    ).toEqual({
      mode: 'budget',
      minTokens: 128,
      maxTokens: 32_768,
      canDisable: false,
    })
    expect(think('{ mode: adaptive, efforts: [low, high], budget: { min_tokens: 1024 } }')).toEqual({
      mode: 'adaptive',
      efforts: ['low', 'high'],
      canDisable: true,
      budget: { minTokens: 1024 },
    })
    expect(think('{ mode: effort, efforts: [low] }')).toEqual({
      mode: 'effort',
      efforts: ['low'],
      canDisable: true,
    })
  })

  it('has aliases: of its own models, of known ones, and with a star', () => {
    const text = `${GOOD}aliases: { best: openai/gpt-4o, claude: anthropic/claude-opus-5.5, "gpt-*": "openai/gpt-*", "old/*": openai/gpt-4o }`
    const known = new Set(['anthropic/claude-opus-5.5'])
    expect(parseConfiguration(text, 'gptget.yaml', { OPENAI_API_KEY: 'k' }, known).aliases).toEqual({
      best: 'openai/gpt-4o',
      claude: 'anthropic/claude-opus-5.5',
      'gpt-*': 'openai/gpt-*',
      'old/*': 'openai/gpt-4o',
    })
  })

  it('may be empty', () => {
    expect(parseConfiguration('', 'gptget.yaml', {})).toEqual({
      providers: {},
      models: {},
      aliases: {},
      allowed: { anthropic_betas: [], tools: {} },
    })
  })

  it.each([
    ['a variable that is not set', GOOD, [{ line: 4, field: 'providers.openai.api_key' }]],
    [
      'a field that does not exist',
      'providers:\n  openai:\n    colour: red\n',
      [{ line: 3, field: 'providers.openai.colour' }],
    ],
    [
      'a field of the wrong type',
      'providers:\n  openai:\n    headers: 5\n',
      [{ line: 3, field: 'providers.openai.headers' }],
    ],
    ['a top-level field that does not exist', 'provider: {}\n', [{ line: 1, field: 'provider' }]],
    [
      'a price that is no amount',
      'models:\n  a/b:\n    routes: [{ provider: local, model: m }]\n    price:\n      input: cheap\n      output: 1\n',
      [{ line: 5, field: 'models.a/b.price.input' }],
    ],
    [
      'a model without a price',
      'models:\n  a/b:\n    routes: [{ provider: local, model: m }]\n',
      [{ line: 2, field: 'models.a/b.price' }],
    ],
    [
      'tokens priced on one side only',
      'models:\n  a/b:\n    routes: [{ provider: local, model: m }]\n    price: { input: 1 }\n',
      [{ line: 4, field: 'models.a/b.price.output', message: 'output is missing' }],
    ],
    [
      'a tier without a price',
      'models:\n  a/b:\n    routes: [{ provider: local, model: m }]\n    price:\n      input: 1\n      output: 1\n      tiers:\n        - { above: 200000, input: 2 }\n',
      [{ line: 8, field: 'models.a/b.price.tiers.0.output' }],
    ],
    [
      'tiers out of order',
      'models:\n  a/b:\n    routes: [{ provider: local, model: m }]\n    price:\n      input: 1\n      output: 1\n      tiers: [ { above: 2, input: 1, output: 1 }, { above: 1, input: 1, output: 1 } ]\n',
      [{ line: 7, field: 'models.a/b.price.tiers' }],
    ],
    [
      'a unit that does not exist',
      'models:\n  a/b:\n    routes: [{ provider: local, model: m }]\n    price: { per_second: 1, per_day: 1 }\n',
      [{ line: 4, field: 'models.a/b.price.per_day' }],
    ],
    [
      'a unit price below nothing',
      'models:\n  a/b:\n    routes: [{ provider: local, model: m }]\n    price: { per_second: "-1" }\n',
      [{ line: 4, field: 'models.a/b.price.per_second' }],
    ],
    [
      'a tool that no provider runs',
      'models:\n  a/b:\n    routes: [{ provider: local, model: m }]\n    price: { input: 1, output: 1, tool_calls: { massage: 1 } }\n',
      [{ line: 4, field: 'models.a/b.price.tool_calls.massage' }],
    ],
    ['a model id without its owner', 'models:\n  gpt:\n    routes: []\n', [{ line: 2, field: 'models.gpt' }]],
    [
      'a route to a provider that is not there',
      'models:\n  a/b:\n    routes:\n      - { provider: nobody, model: m }\n    price: { input: 1, output: 1 }\n',
      [{ line: 4, field: 'models.a/b.routes.0.provider' }],
    ],
    [
      'a provider without an address',
      'providers:\n  mine: { dialect: openai }\n',
      [{ line: 2, field: 'providers.mine' }],
    ],
    [
      'an alias of a model that does not exist',
      'aliases:\n  fast: openai/gpt-x\n',
      [{ line: 2, field: 'aliases.fast', message: 'there is no model "openai/gpt-x"' }],
    ],
    [
      'an alias that is a model’s name',
      `${GOOD.replaceAll(/\$\{OPENAI_API_KEY\}/g, 'k')}aliases:\n  openai/gpt-4o: openai/gpt-4o\n`,
      [{ line: 11, field: 'aliases.openai/gpt-4o', message: 'there is a model by that name' }],
    ],
    [
      'an alias with a star on the right alone',
      'aliases:\n  fast: openai/*\n',
      [{ line: 2, field: 'aliases.fast' }],
    ],
    ['an alias with two stars', 'aliases:\n  "*/*": openai/*\n', [{ line: 2, field: 'aliases.*/*' }]],
    [
      'a way of thinking that does not exist',
      'models:\n  a/b:\n    routes: [{ provider: local, model: m }]\n    price: { input: 1, output: 1 }\n    thinking: { mode: deeply }\n',
      [{ line: 5, field: 'models.a/b.thinking.mode' }],
    ],
    [
      'a budget of thinking that is upside down',
      'models:\n  a/b:\n    routes: [{ provider: local, model: m }]\n    price: { input: 1, output: 1 }\n    thinking: { mode: budget, budget: { min_tokens: 9, max_tokens: 1 } }\n',
      [{ line: 5, field: 'models.a/b.thinking.budget.max_tokens' }],
    ],
    ['text that is no YAML', 'providers: {}}\n', [{ line: 1, field: '' }]],
  ])('is refused with line and field: %s', (_, text, expected) => {
    expect(problemsOf(text)).toMatchObject(expected)
  })

  it('names every problem at once', () => {
    const text = 'providers:\n  x: { base_url: nope, colour: red }\nmodels: 5\n'
    expect(problemsOf(text).map(({ line, field }) => `${line} ${field}`)).toEqual([
      '2 providers.x.base_url',
      '2 providers.x.colour',
      '3 models',
    ])
  })
})
