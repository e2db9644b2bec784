import { describe, expect, it } from 'vitest'
import { RecentMap } from './recent-map.ts'

const filled = (max: number, keys: readonly number[]) => {
  const map = new RecentMap<number, string>(max)
  for (const key of keys) map.set(key, `value of ${key}`)
  return map
}
const keysOf = (map: RecentMap<number, string>) => [...map].map(([key]) => key).toSorted((a, b) => a - b)
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index)

describe('a map of recent entries', () => {
  it('never has more than its most', () => {
    for (const max of [1, 2, 3, 10])
      for (const count of upTo(40))
        expect(keysOf(filled(max, upTo(count))).length).toBeLessThanOrEqual(max + (max % 2))
  })

  it('keeps the half that was set last', () => {
    const map = filled(10, upTo(100))
    for (const key of [95, 96, 97, 98, 99]) expect(map.get(key)).toBe(`value of ${key}`)
  })

  it('keeps an entry that is used again and again', () => {
    const map = filled(10, [0])
    for (const key of upTo(1_000)) {
      map.set(key + 1, '')
      expect(map.get(0)).toBe('value of 0')
    }
  })

  it('has the last value of a key, once', () => {
    const map = filled(4, [1, 2, 3])
    map.set(1, 'newer')
    expect([keysOf(map), map.get(1)]).toEqual([[1, 2, 3], 'newer'])
  })

  it('forgets what was deleted, whenever it was set', () => {
    const map = filled(4, [1, 2, 3])
    for (const key of [1, 3]) map.delete(key)
    expect([keysOf(map), map.get(1), map.get(3)]).toEqual([[2], undefined, undefined])
    map.clear()
    expect(keysOf(map)).toEqual([])
  })
})
