import { expect, it } from 'vitest'
import type { Model } from '../../api/models.ts'
import { filterModels } from './filter-models.ts'

const PRICE = {
  input: null,
  cachedInput: null,
  output: null,
  image: null,
  second: null,
  minute: null,
  millionCharacters: null,
}
const model = (id: string, context: number | null, input: number | null): Model => ({
  id,
  name: id,
  owner: 'maker',
  description: null,
  context,
  maxOutput: null,
  input: ['text'],
  output: ['text'],
  parameters: [],
  available: true,
  retires: null,
  replacement: null,
  ownKeyProviders: [],
  price: { ...PRICE, input, output: input },
})
const MODELS = [model('small', 8_000, 0), model('large', 1_000_000, 5), model('unknown', null, null)]
const idsOf = (...asked: Parameters<typeof filterModels> extends [unknown, ...infer Rest] ? Rest : never) =>
  filterModels(MODELS, ...asked).map(({ id }) => id)

it('a filter by context or price omits models without the value', () => {
  expect(idsOf({ context: '200k' })).toEqual(['large'])
  expect(idsOf({ price: 'free' })).toEqual(['small'])
  expect(idsOf({ price: '5', sort: 'cheap' })).toEqual(['small', 'large'])
})

it('a filter by provider keeps the models that it serves', () => {
  expect(idsOf({}, new Set(['unknown']))).toEqual(['unknown'])
  expect(idsOf({}, new Set())).toEqual([])
})
