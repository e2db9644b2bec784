import { describe, expect, it } from 'vitest'
import type { SnapshotPrice } from '../../price.ts'
import type { Snapshot, SnapshotModel } from '../../snapshot.ts'
import { findMissing, searchedFor, type Missing } from './find-missing.ts'
import { findBreaches, RULES } from './rules.ts'

const GOOD: SnapshotModel = {
  id: 'openai/x',
  name: 'X',
  context: 400_000,
  input: ['text'],
  output: ['text'],
  abilities: [],
  routes: [{ provider: 'openai', model: 'x', price: { input: '2', output: '10' }, sources: ['list'] }],
}

const snapshotOf = (...models: SnapshotModel[]): Snapshot => ({
  sources: { list: { url: 'https://example.com', date: '2026-11-20' } },
  models,
})

const priced = (price: Partial<SnapshotPrice>, more: Partial<SnapshotModel> = {}): SnapshotModel => ({
  ...GOOD,
  ...more,
  routes: [{ ...GOOD.routes[0]!, price: { input: '2', output: '10', ...price } }],
})

const tier = { above: 272_000, input: '4', output: '15' }

/** For each rule, models that break it and no other rule. */
const BROKEN: Record<string, SnapshotModel> = {
  'a picture in that is cheaper than text': priced({ imageInput: '1' }),
  'a picture out that is cheaper than text': priced({ imageOutput: '2.5' }),
  'speech in that is cheaper than text': priced({ audioInput: '1' }),
  'speech out that is cheaper than text': priced({ audioOutput: '1' }),
  'a cache read that costs more than input': priced({ cacheRead: '3' }),
  'a cache write that costs less than input': priced({ cacheWrite: '1' }),
  'an hour in the cache for less than five minutes': priced({ cacheWrite: '3', cacheWrite1h: '2.5' }),
  'Anthropic without one-hour writes': priced({ cacheWrite: '2.5' }, { id: 'anthropic/x' }),
  'a tier that makes longer requests cheaper': priced({ tiers: [{ ...tier, input: '1' }] }),
  'a tier beyond the context': priced({ tiers: [tier] }, { context: 200_000 }),
  'OpenAI’s tier at another size': priced({ tiers: [{ ...tier, above: 200_000 }] }),
  'pictures without a price': priced({}, { output: ['text', 'image'] }),
  'speech heard without a price': priced({ audioOutput: '64' }, { output: ['text', 'audio'] }),
  'something for nothing': priced({ input: '0' }),
  'a service tier with a cache read above its input': priced({
    surcharges: { serviceTiers: { flex: { input: '1', output: '5', cacheRead: '2' } } },
  }),
  'thinking that is not among its abilities': {
    ...GOOD,
    thinking: { mode: 'fixed' },
    sources: { thinking: 'list' },
  },
  'thinking that was not stated': { ...GOOD, thinking: { mode: 'none' } },
  'a price from nowhere': { ...GOOD, routes: [{ ...GOOD.routes[0]!, sources: ['hearsay'] }] },
  'a replacement that does not exist': { ...GOOD, replacement: 'openai/y' },
  'a replacement that ends before it': { ...GOOD, replacement: 'openai/x' },
  'a provider that does not exist': { ...GOOD, routes: [{ ...GOOD.routes[0]!, provider: 'nobody' }] },
  'a budget longer than an answer': {
    ...GOOD,
    abilities: ['reasoning'],
    maxOutput: 8000,
    thinking: { mode: 'budget', minTokens: 128, maxTokens: 32_768, canDisable: false },
    sources: { thinking: 'list' },
  },
}

describe('the rules', () => {
  it('accept a valid snapshot', () => {
    expect(
      findBreaches(snapshotOf(GOOD, priced({ tiers: [tier], cacheRead: '0.2', cacheWrite: '2.5' }))),
    ).toEqual([])
  })

  it.each(Object.entries(BROKEN))('refuse %s and name the model', (_, model) => {
    const breaches = findBreaches(snapshotOf(model))
    expect(breaches).toHaveLength(1)
    expect(breaches[0]).toContain(model.id)
  })

  it('have a test of failure each', () => {
    const broken = new Set(
      Object.values(BROKEN).flatMap((model) =>
        RULES.filter(({ find }) => find(snapshotOf(model)).length > 0),
      ),
    )
    expect(RULES.filter((rule) => !broken.has(rule)).map(({ says }) => says)).toEqual([])
  })
})

describe('what is missing', () => {
  it('is listed by kind, and breaks no rule', () => {
    const unknown: SnapshotModel = { ...GOOD, abilities: ['reasoning'], context: undefined }
    const missing = findMissing(snapshotOf(unknown))
    expect(missing['how it thinks']).toEqual(['openai/x'])
    expect(missing['how long its context is']).toEqual(['openai/x'])
    expect(missing['a second source for its price']).toEqual(['openai/x'])
    expect(findBreaches(snapshotOf(unknown))).toEqual([])
  })
})

describe('missing facts', () => {
  const NONE: Missing = {
    'how it thinks': [],
    'which tools its vendor runs for it': [],
    'how long its context is': [],
    'a second source for its price': [],
    'what replaces it': [],
  }

  it('are listed by whether a document was searched for, and those that are known now', () => {
    const missing = { ...NONE, 'how it thinks': ['a/new', 'a/searched'] }
    const noted = { ...NONE, 'how it thinks': ['a/searched'], 'what replaces it': ['a/known'] }
    expect(searchedFor(missing, noted)).toEqual({
      unsearched: { ...NONE, 'how it thinks': ['a/new'] },
      undocumented: { ...NONE, 'how it thinks': ['a/searched'] },
      settled: ['what replaces it: a/known'],
    })
  })
})
