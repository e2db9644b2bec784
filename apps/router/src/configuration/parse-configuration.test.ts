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

describe('the operator’s configuration', () => {
  it('is read with variables filled in, also inside flow mappings, and prices exact', () => {
    const { providers, models } = parseConfiguration(GOOD, 'gptget.yaml', { OPENAI_API_KEY: 'sk: {x}' })
    expect(providers.openai).toMatchObject({
      dialect: 'openai-chat',
      api_key: 'sk: {x}',
      timeouts: { connect_ms: 3000 },
    })
    expect(providers['azure-eu']?.base_url).toBe('https://eu.example.com/v1')
    expect(models['openai/gpt-4o']?.price).toMatchObject({
      input: 2_500_000_000n,
      cache_read: 1_250_000_000n,
    })
    expect(models['openai/gpt-4o']?.routes.map(({ weight }) => weight)).toEqual([1, 2])
  })

  it('may be empty', () => {
    expect(parseConfiguration('', 'gptget.yaml', {})).toEqual({ providers: {}, models: {} })
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
