import { EventEmitter } from 'node:events'
import { expect, it } from 'vitest'
import { BodyBudget } from './body-budget.ts'

const KIB = 1024
const MIB = 1024 * KIB
const budgetOf = () => new BodyBudget({ processBytes: 8 * MIB, accountBytes: 4 * MIB })
const share = (budget: BodyBudget, account = 'a') => budget.open(account, new EventEmitter())

it('small bodies of one account have a limit, and leave room for other accounts', () => {
  const budget = budgetOf()
  const take = (account: string) => share(budget, account).reserve(256 * KIB)
  for (let count = 0; count < 16; count++) take('a')
  expect(() => take('a')).toThrow('This account is sending too many')
  for (let count = 0; count < 16; count++) take('b')
  expect(() => take('c')).toThrow('Too many large requests')
})

it('small and large bodies do not block each other, and tiny ones are free', () => {
  const budget = budgetOf()
  share(budget, 'a').reserve(4 * MIB)
  share(budget, 'b').reserve(4 * MIB)
  expect(() => share(budget, 'c').reserve(MIB)).toThrow('Too many large requests')
  for (let count = 0; count < 16; count++) share(budget, 'a').reserve(256 * KIB)
  for (let count = 0; count < 1_000; count++) share(budget, 'a').reserve(16 * KIB)
})

it('a growing body is counted once, and completely released', () => {
  const budget = budgetOf()
  const growing = share(budget)
  for (const bytes of [KIB, 100 * KIB, 200 * KIB, MIB, 2 * MIB]) growing.reserve(bytes)
  expect(budget.bytes).toBe(2 * MIB)
  for (let count = 0; count < 16; count++) share(budget).reserve(256 * KIB)
  growing.release()
  growing.release()
  expect(budget.bytes).toBe(0)
})
