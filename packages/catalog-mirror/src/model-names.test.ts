import type { CatalogModel } from '@gptget/contracts'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countLetters, distanceWithin, leastDistance } from './distance-within.ts'
import { ModelNames } from './model-names.ts'

const model = (id: string, isAvailable = true): CatalogModel => ({
  id,
  name: id,
  description: null,
  ownedBy: id.slice(0, id.indexOf('/')),
  createdAtSeconds: 0,
  contextTokens: null,
  maxOutputTokens: null,
  inputModalities: ['text'],
  outputModalities: ['text'],
  supportedParameters: [],
  price: { input: 1n, output: 1n },
  isAvailable,
  retiresAt: null,
})

const names = new ModelNames(
  [
    model('openai/gpt-4o'),
    model('openai/gpt-4o-mini'),
    model('openai/gpt-4'),
    model('anthropic/claude-sonnet-4.5'),
    model('anthropic/claude-sonnet-4-5-20250929'),
    model('google/gemini-2.5-pro', false),
    model('x-ai/grok-4.6'),
    model('acme/twin'),
    model('other/twin'),
    model('acme/shadow'),
    model('other/shadow', false),
    model('local/qwen3:0.6b'),
  ],
  {
    fast: 'openai/gpt-4o-mini',
    'team-*': 'openai/gpt-*',
    'team-4*': 'anthropic/claude-sonnet-4.5',
    'gone-*': 'nobody/*',
  },
)

describe('a model', () => {
  it.each([
    ['its id', 'openai/gpt-4o', 'openai/gpt-4o'],
    ['its name without its owner', 'gpt-4o', 'openai/gpt-4o'],
    ['other punctuation', 'claude-sonnet-4-5', 'anthropic/claude-sonnet-4.5'],
    ['other punctuation after its owner', 'anthropic/claude-sonnet-4-5', 'anthropic/claude-sonnet-4.5'],
    ['a dated release', 'claude-sonnet-4-5-20250929', 'anthropic/claude-sonnet-4-5-20250929'],
    ['another case', 'GPT-4o', 'openai/gpt-4o'],
    ['what other gateways call its owner', 'gemini/gemini-2.5-pro', 'google/gemini-2.5-pro'],
    ['another gateway before its id', 'openrouter/x-ai/grok-4.6', 'x-ai/grok-4.6'],
    ['a name with a colon', 'qwen3:0.6b', 'local/qwen3:0.6b'],
    ['the operator’s alias', 'fast', 'openai/gpt-4o-mini'],
    ['the operator’s alias with a star', 'team-4o', 'anthropic/claude-sonnet-4.5'],
    ['the only one of two that is served', 'shadow', 'acme/shadow'],
  ])('is found by %s', (_, name, id) => {
    expect(names.find(name)?.id).toBe(id)
  })

  it.each([
    ['two may be meant', 'twin'],
    ['its owner is another', 'acme/gpt-4o'],
    ['a letter is wrong: it may cost more than what was meant', 'openai/gpt-4p'],
    ['an alias leads nowhere', 'gone-x'],
    ['it is a pattern', 'gpt-*'],
    ['the name is absurdly long', 'g'.repeat(1_000_000)],
    ['it names what every object has', 'constructor'],
    ['the owner names what every object has', '__proto__/gpt-4o'],
  ])('is not guessed if %s', (_, name) => {
    expect(names.find(name)).toBeUndefined()
  })

  it.each([
    ['gpt-4p', ['openai/gpt-4', 'openai/gpt-4o']],
    ['openai/gtp-4o-mini', ['openai/gpt-4o-mini']],
    ['twin', ['acme/twin', 'other/twin']],
    ['claude-sonet-4.5', ['anthropic/claude-sonnet-4.5']],
    ['acme/gpt-4o', ['openai/gpt-4o']],
    ['claude-4.5-sonnet-latest', ['anthropic/claude-sonnet-4.5', 'anthropic/claude-sonnet-4-5-20250929']],
    ['sonnet', ['anthropic/claude-sonnet-4.5', 'anthropic/claude-sonnet-4-5-20250929']],
    ['grok', ['x-ai/grok-4.6']],
    ['g'.repeat(1_000_000), []],
  ])('called %s is suggested, the closest first', (name, ids) => {
    expect(names.suggest(name).toSorted()).toEqual(ids.toSorted())
  })

  it.each([
    'nothing-like-it',
    'foo',
    'asdf',
    'hello',
    'abc',
    '4',
    '4o',
    'gtp',
    'x',
    '-',
    'text-davinci-003',
    'nobody/nothing',
    'pro-level-nonsense',
  ])('called %s has nothing in common with any, and none is suggested', (name) => {
    expect(names.suggest(name)).toEqual([])
  })

  it('is found in less time than reading a body takes, among a thousand models', () => {
    const many = new ModelNames(
      Array.from({ length: 1000 }, (_, index) => model(`owner/some-model-name-${index}-instruct-2512`)),
      {},
    )
    // The shortest of twenty runs: other tests share the machine.
    const tookMs = Array.from({ length: 20 }, () => {
      const startedAtMs = performance.now()
      many.suggest('owner/sume-model-nmae-5000-instruct-2512')
      return performance.now() - startedAtMs
    })
    expect(Math.min(...tookMs)).toBeLessThan(20)
  })
})

describe('the smallest distance that letters allow', () => {
  it('is never more than the distance, so that no similar name is missed', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', '1', '.', '/', 'é'), maxLength: 12 })
    fc.assert(
      fc.property(word, word, (from, to) => {
        const distance = distanceWithin(from, to, 12)
        expect(leastDistance(countLetters(from), countLetters(to))).toBeLessThanOrEqual(distance ?? 13)
      }),
    )
  })
})

describe('the distance between two words', () => {
  it.each([
    ['gpt4o', 'gpt4o', 0],
    ['gpt4o', 'gtp4o', 1],
    ['gpt4o', 'gpt4', 1],
    ['claude', 'cloude', 1],
    ['abc', 'xyz', 3],
    ['abcd', 'wxyz', null],
    ['a', 'abcdef', null],
    ['', 'ab', 2],
  ])('of %j and %j is %j', (from, to, distance) => {
    expect(distanceWithin(from, to, 3)).toBe(distance)
    expect(distanceWithin(to, from, 3)).toBe(distance)
  })
})
