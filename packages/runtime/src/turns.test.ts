import { describe, expect, it } from 'vitest'
import { Turns } from './turns.ts'

describe('turns', () => {
  it('let one thing happen at a time for each name, in order, also after one failed, and forget free names', async () => {
    const turns = new Turns()
    const seen: string[] = []
    const act = (name: string, ending: Promise<void>) => () => {
      seen.push(`${name} begins`)
      return ending.finally(() => seen.push(`${name} ends`))
    }
    const gate = Promise.withResolvers<void>()
    const first = turns.take('one', act('a', gate.promise))
    const failed = turns.take('one', act('b', Promise.reject(new Error('no'))))
    const last = turns.take('one', act('c', Promise.resolve()))
    await turns.take('two', act('d', Promise.resolve()))
    expect(seen).toEqual(['a begins', 'd begins', 'd ends'])
    gate.resolve()
    await expect(failed).rejects.toThrow('no')
    await Promise.all([first, last])
    expect(seen.slice(3)).toEqual(['a ends', 'b begins', 'b ends', 'c begins', 'c ends'])
    expect(turns.size).toBe(0)
  })
})
