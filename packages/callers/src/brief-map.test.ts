import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { BriefMap } from './brief-map.ts'

describe('BriefMap', () => {
  it('returns what was set, until it is taken out', () => {
    const map = new BriefMap<string, number>()
    map.set('a', 1)
    map.set('b', 2)
    map.set('a', 3)
    expect([map.get('a'), map.size, [...map.values()], [...map.keys()]]).toEqual([3, 2, [2, 3], ['b', 'a']])
    expect([map.take('a'), map.take('a'), map.get('a'), map.size]).toEqual([3, undefined, undefined, 1])
  })

  it('visits every value once while values are taken out and added', () => {
    const map = new BriefMap<number, number>()
    for (let key = 0; key < 10; key++) map.set(key, key)
    const seen: number[] = []
    for (const value of map.values()) {
      seen.push(value)
      map.take(value)
    }
    expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  it('keeps a quarter at most of what a map keeps of values that were taken out', () => {
    const map = new Map<number, object>()
    const brief = new BriefMap<number, object>()
    const ofMap = bytesKept(
      (key, value) => map.set(key, value),
      (key) => map.delete(key),
    )
    const ofBrief = bytesKept(
      (key, value) => brief.set(key, value),
      (key) => brief.take(key),
    )
    expect(ofBrief).toBeLessThan(ofMap / 4)
  })
})

/** What values that came and went leave in the old generation, without a full collection in between. */
const bytesKept = (add: (key: number, value: object) => void, take: (key: number) => void): number => {
  setFlagsFromString('--expose-gc')
  // V8 would soon create the values in the old generation.
  setFlagsFromString('--no-allocation-site-pretenuring')
  const collect = runInNewContext('gc') as (options?: { type: 'minor' }) => void
  collect()
  const before = oldBytes()
  for (let key = 0; key < 10_000; key++) {
    add(
      key,
      Array.from({ length: 64 }, () => key),
    )
    take(key - 16)
    if (key % 200 === 0) collect({ type: 'minor' })
  }
  return oldBytes() - before
}

const oldBytes = (): number =>
  getHeapSpaceStatistics().find(({ space_name: name }) => name === 'old_space')!.space_used_size
