import { parseUsdPerMillion } from '@gptget/money'
import { providerRow } from '@gptget/providers'
import { describe, expect, it } from 'vitest'
import { supportedParameters } from './abilities.ts'
import type { SnapshotPrice } from './price.ts'
import { readSnapshot, snapshot } from './snapshot.ts'

const { models } = snapshot.parse(await readSnapshot())
const routes = models.flatMap((model) => model.routes.map((route) => ({ ...route, id: model.id })))

describe('the snapshot', () => {
  it('has at least 650 models, in order and without duplicates', () => {
    const ids = models.map(({ id }) => id)
    expect(ids.length).toBeGreaterThanOrEqual(650)
    expect(ids).toEqual([...new Set(ids)].toSorted((a, b) => (a < b ? -1 : 1)))
  })

  it.each([
    'openai/gpt-4o',
    'anthropic/claude-sonnet-4',
    'anthropic/claude-sonnet-4.5',
    'anthropic/claude-opus-4.1',
    'anthropic/claude-opus-4.5',
    'google/gemini-2.5-pro',
    'x-ai/grok-2',
    'openai/text-embedding-3-small',
  ])('knows %s', (id) => {
    expect(models.map((model) => model.id)).toContain(id)
  })

  it('has existing providers, and each name of a model once', () => {
    expect(routes.filter(({ provider }) => !providerRow(provider))).toEqual([])
    const names = routes.map(({ id, provider, model }) => `${id} ${provider}:${model}`)
    expect(names.length).toBe(new Set(names).size)
  })

  it('has prices that the wallet can use', () => {
    for (const { price } of routes) {
      for (const { above: _, tiers: __, surcharges: ___, variants: ____, ...rates } of [
        { above: 0, ...price },
        ...(price.tiers ?? []),
      ] as (SnapshotPrice & { above: number })[]) {
        for (const rate of Object.values(rates)) expect(parseUsdPerMillion(rate)).toBeGreaterThanOrEqual(0n)
      }
    }
  })

  it('states the thinking of reasoning models only, or that it is unknown', () => {
    const contradicted = models.filter(
      ({ thinking, abilities }) =>
        thinking !== undefined && (thinking.mode !== 'none') !== abilities.includes('reasoning'),
    )
    expect(contradicted.map(({ id }) => id)).toEqual([])
  })

  it.each([
    ['anthropic/claude-opus-4.5', { mode: 'budget', minTokens: 1024, canDisable: true }],
    ['anthropic/claude-opus-4.7', { mode: 'adaptive', efforts: ['low', 'medium', 'high', 'xhigh', 'max'] }],
    ['anthropic/claude-sonnet-5', { mode: 'adaptive', canDisable: true }],
    ['anthropic/claude-fable-5', { mode: 'adaptive', canDisable: false }],
    ['google/gemini-2.5-pro', { mode: 'budget', minTokens: 128, maxTokens: 32_768, canDisable: false }],
    ['google/gemini-2.5-flash', { mode: 'budget', maxTokens: 24_576, canDisable: true }],
    ['google/gemini-3.1-pro-preview', { mode: 'effort', efforts: ['low', 'medium', 'high'] }],
    ['openai/gpt-5', { mode: 'effort', efforts: ['minimal', 'low', 'medium', 'high'], canDisable: false }],
    ['openai/gpt-5.4', { mode: 'effort', efforts: ['low', 'medium', 'high', 'xhigh'], canDisable: true }],
    ['openai/o3-deep-research', { mode: 'effort', efforts: ['medium'], canDisable: false }],
    ['openai/gpt-4o', { mode: 'none' }],
  ])('has the thinking of %s and its source', (id, thinking) => {
    const model = models.find((each) => each.id === id)
    expect(model?.thinking).toMatchObject(thinking)
    expect(model?.sources?.thinking).toBeTruthy()
  })

  it.each(['claude-opus-5.5', 'claude-sonnet-5.5', 'claude-fable-5.1', 'claude-fable-5.2'])(
    'has the fact that %s cannot be forced to call a tool',
    (name) => {
      expect(models.find(({ id }) => id === `anthropic/${name}`)?.hasForcedTools).toBe(false)
    },
  )

  it.each([
    ['anthropic/claude-opus-5.5', ['computer_toolset_20260801']],
    ['anthropic/claude-sonnet-5', ['computer_toolset_20260801', 'computer_20251124']],
    ['anthropic/claude-opus-4.6', ['computer_20251124']],
    ['anthropic/claude-sonnet-4.5', ['computer_20250124']],
    ['openai/gpt-5.6', ['openai_computer']],
    ['google/gemini-3.5-flash', ['gemini_computer_use']],
    ['google/gemini-3.1-pro-preview', undefined],
    ['openai/gpt-4o', undefined],
  ])('has the computer tools of %s and their source', (id, tools) => {
    const { computerTools, sources } = model(id)
    expect(computerTools).toEqual(tools)
    expect(sources?.computerTools !== undefined).toBe(tools !== undefined)
  })

  it.each([
    ['anthropic/claude-opus-5.5', 'webSearch', 'web_search_20260318'],
    ['anthropic/claude-sonnet-4.5', 'webSearch', 'web_search_20250305'],
    ['anthropic/claude-haiku-4.5', 'codeExecution', 'code_execution_20260521'],
    ['anthropic/claude-opus-4', 'codeExecution', undefined],
    ['openai/gpt-5.6-sol', 'fileSearch', 'file_search'],
    ['google/gemini-3.6-flash', 'maps', 'google_maps'],
    ['google/gemini-3.8-flash', 'maps', undefined],
    ['x-ai/grok-4.5', 'webSearch', 'web_search'],
  ] as const)('has for %s the vendor’s names of %s and their source', (id, tool, name) => {
    const { vendorTools, sources } = model(id)
    expect(vendorTools?.[tool]?.[0]).toBe(name)
    expect(sources?.vendorTools).toBeTypeOf('string')
  })

  it('has the tools that a model lacks by its vendor’s page', () => {
    expect(model('openai/gpt-5.4-pro').vendorTools).toMatchObject({ codeExecution: [] })
    expect(model('openai/gpt-5.3-codex').vendorTools).toMatchObject({ fileSearch: [], codeExecution: [] })
  })

  it.each([
    ['openai/o3', ['stop', 'topLogprobs', 'frequencyPenalty', 'presencePenalty']],
    ['openai/gpt-5', ['stop', 'topLogprobs', 'frequencyPenalty', 'presencePenalty']],
    ['openai/gpt-4o', ['verbosity']],
    ['openai/gpt-5.6', undefined],
  ])('has the settings that %s refuses', (id, refused) => {
    expect(model(id).settings?.refuses).toEqual(refused)
  })

  it('has the smaller range of temperatures of a model', () => {
    expect(model('z-ai/glm-5.2')).toMatchObject({
      settings: { ranges: { temperature: { least: 0, most: 1 } } },
      sources: { settings: 'langchain-zhipu' },
    })
  })

  it('requires thought signatures for Gemini 3 and later only', () => {
    const asking = models.filter(({ requiresThoughtSignature }) => requiresThoughtSignature)
    expect(asking.length).toBeGreaterThan(10)
    expect(asking.filter(({ id }) => !/^google\/gemini-[3-9]/.test(id))).toEqual([])
  })
})

const model = (id: string) => models.find((each) => each.id === id)!

describe('earlier mistakes of the snapshot', () => {
  const own = (id: string) => model(id).routes.find(({ provider }) => id.startsWith(OWN[provider] ?? '?'))!
  const OWN: Record<string, string> = {
    anthropic: 'anthropic/',
    openai: 'openai/',
    'openai-responses': 'openai/',
    gemini: 'google/',
  }

  it.each([
    ['anthropic/claude-opus-5.5', '4', '20'],
    ['anthropic/claude-sonnet-5.5', '2', '10'],
    ['anthropic/claude-haiku-5.5', '0.1', '0.5'],
    ['anthropic/claude-fable-5.2', '8', '40'],
    ['openai/gpt-6-sol', '2', '10'],
    ['openai/gpt-6-luna', '0.1', '0.5'],
    ['openai/gpt-6.1-sol', '2', '10'],
    ['openai/gpt-6.2-sol', '2', '10'],
    ['openai/gpt-6.2-astra', '8', '40'],
    ['google/gemini-4-neon', '3', '15'],
    ['google/gemini-4-hydrogen', '1.5', '7.5'],
  ])('stay corrected: the price of %s is %s/%s with a source', (id, input, output) => {
    expect(own(id).price).toMatchObject({ input, output })
    expect(own(id).sources.length).toBeGreaterThan(0)
  })

  it('stay corrected: Haiku 5.5 costs more above 100,000 tokens', () => {
    expect(own('anthropic/claude-haiku-5.5').price.tiers).toMatchObject([
      { above: 100_000, input: '0.5', output: '2.5' },
    ])
  })

  it('stay corrected: GPT-5.5 costs double only above 272,000 tokens', () => {
    expect(own('openai/gpt-5.5').price.tiers).toMatchObject([{ above: 272_000, input: '10', output: '45' }])
  })

  it('stay corrected: Gemini 2.5 Flash Image has the same prices on every route', () => {
    const prices = model('google/gemini-2.5-flash-image').routes.map(({ price }) => [
      price.output,
      price.imageOutput,
    ])
    expect(prices.length).toBeGreaterThan(3)
    expect([...new Set(prices.map(String))]).toEqual(['2.5,30'])
  })

  it('stay corrected: GPT Audio has prices of audio input and output', () => {
    expect(own('openai/gpt-audio').price).toMatchObject({ audioInput: '32', audioOutput: '64' })
  })

  it('stay corrected: the context, last day and replacement of Sonnet 4.5', () => {
    expect(model('anthropic/claude-sonnet-4.5')).toMatchObject({
      context: 200_000,
      replacement: 'anthropic/claude-sonnet-5.5',
    })
    expect(own('anthropic/claude-sonnet-4.5')).toMatchObject({ retires: '2026-11-30' })
    expect(own('anthropic/claude-sonnet-4.5').price.tiers).toBeUndefined()
  })

  it('stay corrected: Anthropic has retired Sonnet 4, which others still serve', () => {
    expect(model('anthropic/claude-sonnet-4')).toMatchObject({ replacement: 'anthropic/claude-sonnet-4.6' })
    expect(own('anthropic/claude-sonnet-4')).toMatchObject({ retires: '2026-06-15' })
  })

  it.each([
    ['z-ai/glm-5.2:free', 'z-ai/glm-5.2'],
    ['moonshotai/kimi-k3-fast', 'moonshotai/kimi-k3'],
  ])('stay corrected: %s thinks like %s', (sold, same) => {
    expect(model(sold).thinking).toBeDefined()
    expect(model(sold).thinking).toEqual(model(same).thinking)
  })

  it('stay corrected: OpenAI’s models with tools only in the Responses API have that route only', () => {
    for (const id of ['openai/gpt-5.5', 'openai/gpt-6-sol', 'openai/gpt-6.2-astra'])
      expect(own(id).provider).toBe('openai-responses')
    expect(own('openai/gpt-4o').provider).toBe('openai')
  })
})

describe('supportedParameters', () => {
  it('lists the parameters of abilities in a fixed order', () => {
    expect(supportedParameters(['sampling', 'tools'])).toEqual(supportedParameters(['tools', 'sampling']))
    expect(supportedParameters(['tools'])).toContain('tool_choice')
    expect(supportedParameters(['reasoning'])).not.toContain('temperature')
  })
})
