import { parseUsdPerMillion } from '@gptget/money'
import { providerRow } from '@gptget/providers'
import { describe, expect, it } from 'vitest'
import { supportedParameters } from './abilities.ts'
import { isGivenAway } from './refresh/reviewed/free-models.ts'
import { readSnapshot, snapshot } from './snapshot.ts'

const { models } = snapshot.parse(await readSnapshot())
const routes = models.flatMap((model) =>
  model.routes.map((route) => ({ ...route, id: model.id, output: model.output })),
)

describe('the snapshot', () => {
  it('knows at least 500 models, each once, in order', () => {
    const ids = models.map(({ id }) => id)
    expect(ids.length).toBeGreaterThanOrEqual(500)
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

  it('names providers that there are, each name of a model once', () => {
    expect(routes.filter(({ provider }) => !providerRow(provider))).toEqual([])
    const names = routes.map(({ id, provider, model }) => `${id} ${provider}:${model}`)
    expect(names.length).toBe(new Set(names).size)
  })

  it('has prices that the wallet can calculate with', () => {
    for (const { price } of routes) {
      const { tiers = [], ...base } = price
      for (const { above: _, ...rates } of [{ above: 0, ...base }, ...tiers]) {
        for (const rate of Object.values(rates)) expect(parseUsdPerMillion(rate)).toBeGreaterThanOrEqual(0n)
      }
    }
  })

  it('asks for nothing only where a provider gives a model away', () => {
    const free = routes.filter(({ price }) => Number(price.input) === 0)
    expect(free.filter(({ provider, model }) => !isGivenAway(provider, model))).toEqual([])
    const freeOutput = routes.filter(
      ({ price, output }) => Number(price.output) === 0 && output.includes('text'),
    )
    expect(freeOutput.filter(({ provider, model }) => !isGivenAway(provider, model))).toEqual([])
  })

  it('says of each model that reasons how it thinks, or that nobody has looked, and of no other', () => {
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
    ['openai/gpt-4o', { mode: 'none' }],
  ])('knows how %s thinks, and who says so', (id, thinking) => {
    const model = models.find((each) => each.id === id)
    expect(model?.thinking).toMatchObject(thinking)
    expect(model?.sources?.thinking).toBeTruthy()
  })

  it('asks for thought signatures at Gemini 3 and later, and nowhere else', () => {
    const asking = models.filter(({ requiresThoughtSignature }) => requiresThoughtSignature)
    expect(asking.length).toBeGreaterThan(10)
    expect(asking.filter(({ id }) => !/^google\/gemini-[3-9]/.test(id))).toEqual([])
  })

  it('has tiers that rise', () => {
    for (const { price } of routes) {
      const starts = (price.tiers ?? []).map(({ above }) => above)
      expect(starts).toEqual(starts.toSorted((a, b) => a - b))
    }
  })
})

describe('supportedParameters', () => {
  it('names what an ability stands for, in one order whatever the order of the abilities', () => {
    expect(supportedParameters(['sampling', 'tools'])).toEqual(supportedParameters(['tools', 'sampling']))
    expect(supportedParameters(['tools'])).toContain('tool_choice')
    expect(supportedParameters(['reasoning'])).not.toContain('temperature')
  })
})
