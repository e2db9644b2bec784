import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Snapshot, SnapshotModel } from '../snapshot.ts'
import { readSnapshot } from '../snapshot.ts'
import { describeDifference } from './snapshot/describe-difference.ts'
import { keyOf, ModelIds, undated } from './reviewed/model-id.ts'
import { printSnapshot } from './snapshot/print-snapshot.ts'
import { rebuild, SNAPSHOT_FILE } from './snapshot/snapshot-file.ts'
import { SELLERS } from './reviewed/sellers.ts'
import { findBreaches } from './rules/rules.ts'

const seller = (provider: string) => SELLERS.find((each) => each.provider === provider)!

describe('the snapshot', () => {
  const { snapshot: made } = rebuild()

  it('equals the build from its sources and reviewed tables, byte for byte', async () => {
    expect(describeDifference(await readSnapshot(), made)).toEqual([])
    expect(printSnapshot(made) === readFileSync(SNAPSHOT_FILE, 'utf8')).toBe(true)
  })

  it('breaks no rule', () => {
    expect(findBreaches(made)).toEqual([])
  })
})

describe('model ids', () => {
  const ids = new ModelIds()
  for (const id of ['anthropic/claude-sonnet-4.5', 'openai/gpt-oss-120b', 'moonshotai/kimi-k2.6']) ids.add(id)

  it.each([
    ['anthropic', 'claude-sonnet-4-5', 'anthropic/claude-sonnet-4.5'],
    ['bedrock', 'global.anthropic.claude-sonnet-4-5-20250929-v1:0', 'anthropic/claude-sonnet-4.5'],
    ['bedrock', 'openai.gpt-oss-120b', 'openai/gpt-oss-120b'],
    ['fireworks', 'accounts/fireworks/models/kimi-k2p6', 'moonshotai/kimi-k2.6'],
    ['cerebras', 'gpt-oss-120b', 'openai/gpt-oss-120b'],
    ['huggingface', 'moonshotai/Kimi-K2.6', 'moonshotai/kimi-k2.6'],
  ])('finds the model with %s’s name %s', (provider, model, id) => {
    expect(ids.of(seller(provider), model)).toBe(id)
  })

  it('distinguishes a vendor’s dated release from the undated name', () => {
    expect(ids.of(seller('anthropic'), 'claude-sonnet-4-5-20250929')).toBe(
      'anthropic/claude-sonnet-4-5-20250929',
    )
  })

  it('does not guess the vendor of an unknown name', () => {
    expect(ids.of(seller('cerebras'), 'mystery-7b')).toBeNull()
  })

  it('removes dates from names and punctuation from keys', () => {
    expect(undated('gpt-4o-2024-08-06')).toBe('gpt-4o')
    expect(undated('kimi-k2-0905')).toBe('kimi-k2-0905')
    expect(keyOf('Qwen-2.5_72B')).toBe('qwen2572b')
  })
})

const model = (id: string, input: string): SnapshotModel => ({
  id,
  name: id,
  input: ['text'],
  output: ['text'],
  abilities: [],
  routes: [{ provider: 'openai', model: id, price: { input, output: '2' }, sources: ['list'] }],
})

const of = (...models: SnapshotModel[]): Snapshot => ({ sources: {}, models })

describe('describeDifference', () => {
  it('lists added and removed models and changed prices', () => {
    expect(
      describeDifference(
        of(model('a/x', '1'), model('a/y', '1')),
        of(model('a/y', '1.5'), model('a/z', '1')),
      ),
    ).toEqual(['+ a/z: 1/2 (list)', '- a/x', '$ a/y at openai:a/y: input 1 -> 1.5 (+50 %) (list)'])
  })

  it('lists changed facts', () => {
    const later = { ...model('a/x', '1'), context: 200_000, replacement: 'a/y' }
    expect(describeDifference(of(model('a/x', '1')), of(later))).toEqual([
      '~ a/x: context none -> 200000',
      '~ a/x: replacement none -> a/y',
    ])
  })

  it('omits unchanged models', () => {
    expect(describeDifference(of(model('a/x', '1')), of(model('a/x', '1')))).toEqual([])
  })
})
