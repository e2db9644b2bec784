import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Snapshot, SnapshotModel } from '../snapshot.ts'
import { readSnapshot } from '../snapshot.ts'
import { describeDifference } from './describe-difference.ts'
import { mergePrices, withoutGaps } from './merge-prices.ts'
import { keyOf, ModelIds, undated } from './model-id.ts'
import { printSnapshot } from './print-snapshot.ts'
import { refresh, SNAPSHOT_FILE } from './refresh.ts'
import { SELLERS } from './reviewed/sellers.ts'
import { findGenaiPrice } from './sources/genai-prices.ts'

const seller = (provider: string) => SELLERS.find((each) => each.provider === provider)!

describe('refresh', () => {
  it('changes nothing when its sources have not changed', async () => {
    const again = refresh().snapshot
    expect(describeDifference(await readSnapshot(), again)).toEqual([])
    expect(printSnapshot(again) === readFileSync(SNAPSHOT_FILE, 'utf8')).toBe(true)
  })
})

describe('mergePrices', () => {
  it('completes one source with the classes of the other where they agree', () => {
    const first = { price: { input: '3', output: '15', cacheRead: '0.3' } }
    const second = { price: { input: '3', output: '15', cacheWrite1h: '6' } }
    expect(mergePrices(first, second)).toEqual({
      price: { input: '3', output: '15', cacheRead: '0.3', cacheWrite1h: '6' },
      isDisputed: false,
    })
  })

  it('believes the source with more classes where they disagree, and mixes nothing', () => {
    const first = { price: { input: '1', output: '2' } }
    const second = { price: { input: '3', output: '4', cacheRead: '0.1' } }
    expect(mergePrices(first, second)).toEqual({ price: second.price, isDisputed: true })
    expect(mergePrices(second, first)).toEqual({ price: second.price, isDisputed: true })
  })

  it('counts prices by the hour as knowing more', () => {
    const flat = { price: { input: '1', output: '2' } }
    const peak = { price: { input: '2', output: '4' }, isByHour: true }
    expect(mergePrices(flat, peak).price).toEqual(peak.price)
  })
})

describe('findGenaiPrice', () => {
  it('reads long-context tiers, and the hour of one-hour cache writes', () => {
    expect(findGenaiPrice('anthropic', 'claude-sonnet-4-5', '2026-09-22')?.price).toMatchObject({
      input: '3',
      cacheWrite1h: '6',
      tiers: [{ above: 200_000, input: '6', output: '22.5' }],
    })
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
  ])('finds the model that %s calls %s', (provider, model, id) => {
    expect(ids.of(seller(provider), model)).toBe(id)
  })

  it('keeps a dated release of its maker apart from the undated name', () => {
    expect(ids.of(seller('anthropic'), 'claude-sonnet-4-5-20250929')).toBe(
      'anthropic/claude-sonnet-4-5-20250929',
    )
  })

  it('does not guess whose a bare unknown name is', () => {
    expect(ids.of(seller('cerebras'), 'mystery-7b')).toBeNull()
  })

  it('takes dates off names and punctuation out of keys', () => {
    expect(undated('gpt-4o-2024-08-06')).toBe('gpt-4o')
    expect(undated('kimi-k2-0905')).toBe('kimi-k2-0905')
    expect(keyOf('Qwen-2.5_72B')).toBe('qwen2572b')
  })
})

describe('withoutGaps', () => {
  it('gives no class away whose price is not known', () => {
    expect(withoutGaps({ input: '3', output: '15', cacheRead: '0', cacheWrite: '1' })).toEqual({
      input: '3',
      output: '15',
      cacheWrite: '1',
    })
  })

  it('drops tiers that change nothing', () => {
    const flat = { input: '3', output: '15' }
    expect(withoutGaps({ ...flat, tiers: [{ above: 200_000, ...flat }] })).toEqual(flat)
  })
})

const model = (id: string, input: string): SnapshotModel => ({
  id,
  name: id,
  input: ['text'],
  output: ['text'],
  abilities: [],
  routes: [{ provider: 'openai', model: id, price: { input, output: '2' } }],
})

const of = (...models: SnapshotModel[]): Snapshot => ({ sources: {}, models })

describe('describeDifference', () => {
  it('tells what came, what went and how prices changed', () => {
    expect(
      describeDifference(
        of(model('a/x', '1'), model('a/y', '1')),
        of(model('a/y', '1.5'), model('a/z', '1')),
      ),
    ).toEqual(['+ a/z', '- a/x', '$ a/y at openai:a/y: input 1 -> 1.5'])
  })

  it('tells nothing of what stayed', () => {
    expect(describeDifference(of(model('a/x', '1')), of(model('a/x', '1')))).toEqual([])
  })
})
