import { expect, it, vi } from 'vitest'
import { Refusals } from './refusals.ts'

it('answers a caller who is refused again and again later, and nobody else', async () => {
  let nowMs = 0
  const refusals = new Refusals(() => nowMs)
  const answered = vi.fn<() => void>()
  const refuse = (caller: string): Promise<void> => refusals.slowDown(caller).then(answered)
  await Promise.all(Array.from({ length: 10 }, () => refuse('a')))
  expect(answered).toHaveBeenCalledTimes(10)
  const late = refuse('a')
  await refuse('b')
  expect(answered).toHaveBeenCalledTimes(11)
  nowMs = 1_000
  await refuse('a')
  expect(answered).toHaveBeenCalledTimes(12)
  await late
  expect(answered).toHaveBeenCalledTimes(13)
})
