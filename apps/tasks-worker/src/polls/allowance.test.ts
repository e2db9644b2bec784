import { expect, it } from 'vitest'
import { Allowance } from './allowance.ts'

it('an allowance allows so much a second, and after a pause no more than that at once', () => {
  let nowMs = 0
  const allowance = new Allowance(20, () => new Date(nowMs))
  allowance.take(allowance.room)
  expect(allowance.room).toBe(0)
  nowMs += 500
  expect(allowance.room).toBe(10)
  nowMs += 60_000
  expect(allowance.room).toBe(20)
})
