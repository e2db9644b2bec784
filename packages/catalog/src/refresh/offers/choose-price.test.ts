import { describe, expect, it } from 'vitest'
import type { SnapshotPrice } from '../../price.ts'
import { choosePrice } from './choose-price.ts'
import type { Quote } from './choose-price.ts'

const quote = (source: string, date: string, price: SnapshotPrice, more: Partial<Quote> = {}): Quote => ({
  source,
  date,
  price,
  ...more,
})

describe('a price from several sources', () => {
  it('is that of most fresh sources, names them, and lists the others as disputes', () => {
    const chosen = choosePrice([
      quote('a', '2026-11-20', { input: '4', output: '20' }),
      quote('b', '2026-11-10', { input: '4', output: '20' }),
      quote('c', '2026-11-20', { input: '5', output: '25' }),
    ])
    expect(chosen).toEqual({
      price: { input: '4', output: '20' },
      sources: ['a', 'b'],
      disputes: ['c: 5/25'],
    })
  })

  it('ignores old sources that contradict a fresh one', () => {
    const old = { input: '1.5', output: '7.5' }
    const chosen = choosePrice([
      quote('a', '2026-09-01', old),
      quote('b', '2026-09-02', old),
      quote('c', '2026-11-20', { input: '0.75', output: '3.75' }),
    ])
    expect(chosen).toMatchObject({ price: { input: '0.75' }, sources: ['c'] })
  })

  it('gets missing classes only from sources that agree', () => {
    const { price } = choosePrice([
      quote('a', '2026-11-20', { input: '3', output: '15', cacheRead: '0.3' }),
      quote('b', '2026-11-20', { input: '3', output: '15', cacheWrite1h: '6' }),
      quote('c', '2026-11-20', { input: '2', output: '10', audioInput: '9' }),
    ])
    expect(price).toEqual({ input: '3', output: '15', cacheRead: '0.3', cacheWrite1h: '6' })
  })

  it('has the most common rate of each class', () => {
    const { price, disputes } = choosePrice([
      quote('a', '2026-11-20', { input: '2', output: '10', cacheRead: '0.2' }),
      quote('b', '2026-11-20', { input: '2', output: '10', cacheRead: '0.1' }),
      quote('c', '2026-11-20', { input: '2', output: '10', cacheRead: '0.1' }),
    ])
    expect(price.cacheRead).toBe('0.1')
    expect(disputes).toEqual(['a: cacheRead 0.2'])
  })

  it('gets the start of a tier from sources that state it exactly', () => {
    const tier = { input: '10', output: '45' }
    const { price } = choosePrice([
      quote(
        'vague',
        '2026-11-20',
        { input: '5', output: '30', tiers: [{ above: 200_000, ...tier }] },
        { hasVagueTiers: true },
      ),
      quote('exact', '2026-11-20', { input: '5', output: '30', tiers: [{ above: 272_000, ...tier }] }),
    ])
    expect(price.tiers).toEqual([{ above: 272_000, ...tier }])
  })

  it('scales missing cache classes of tiers with the input', () => {
    const { price } = choosePrice([
      quote('a', '2026-11-20', {
        input: '5',
        output: '30',
        cacheRead: '0.5',
        tiers: [{ above: 272_000, input: '10', output: '45' }],
      }),
    ])
    expect(price.tiers?.[0]?.cacheRead).toBe('1')
  })

  it('is that of the most expensive hour', () => {
    const chosen = choosePrice(
      [
        quote('a', '2026-11-20', { input: '0.15', output: '0.6' }),
        quote('b', '2026-11-20', { input: '0.15', output: '0.6' }),
        quote('c', '2026-11-20', { input: '0.3', output: '1.2' }),
      ],
      true,
    )
    expect(chosen.price).toMatchObject({ input: '0.3', output: '1.2' })
  })

  it('recognizes the price of images even if a source calls it the price of output', () => {
    const chosen = choosePrice([
      quote('a', '2026-11-20', { input: '0.3', output: '30' }),
      quote('b', '2026-11-20', { input: '0.3', output: '2.5', imageOutput: '30' }),
    ])
    expect(chosen.price).toEqual({ input: '0.3', output: '2.5', imageOutput: '30' })
    expect(chosen.sources).toEqual(['a', 'b'])
  })
})
