import { describe, expect, it } from 'vitest'
import type { SnapshotModel } from '../../snapshot.ts'
import { followReplacements } from './follow-replacements.ts'

const model = (id: string, retires: string | undefined, replacement?: string): SnapshotModel => ({
  id,
  name: id,
  input: ['text'],
  output: ['text'],
  abilities: [],
  ...(replacement === undefined ? {} : { replacement }),
  routes: [
    {
      provider: 'openai',
      model: id,
      price: { input: '1', output: '1' },
      sources: ['list'],
      ...(retires === undefined ? {} : { retires }),
    },
  ],
})

describe('the replacement of a model', () => {
  it('is the last of a chain of replacements, which is still served', () => {
    const [first] = followReplacements([
      model('a/1', '2026-01-01', 'a/2'),
      model('a/2', '2026-01-01', 'a/3'),
      model('a/3', undefined),
    ])
    expect(first?.replacement).toBe('a/3')
  })

  it('is undefined if none is still served, or if they form a cycle', () => {
    const all = followReplacements([
      model('a/1', '2026-01-01', 'a/2'),
      model('a/2', '2026-01-01', 'a/1'),
      model('a/3', '2026-01-01', 'a/gone'),
    ])
    expect(all.map(({ replacement }) => replacement)).toEqual([undefined, undefined, undefined])
  })
})
