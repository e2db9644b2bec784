import { expect, it, vi } from 'vitest'
import { Refusals } from './refusals.ts'

it.each([
  { kind: 'key', atOnce: 1_000 },
  { kind: 'address', atOnce: 20 },
] as const)(
  'delays the answers to a $kind that is refused repeatedly, and to no other',
  async ({ kind, atOnce }) => {
    let nowMs = 0
    const refusals = new Refusals(() => nowMs)
    const answered = vi.fn<() => void>()
    const refuse = (id: string): Promise<void> => refusals.slowDown({ kind, id }).then(answered)
    await Promise.all(Array.from({ length: atOnce }, () => refuse('a')))
    expect(answered).toHaveBeenCalledTimes(atOnce)
    const late = refuse('a')
    await refuse('b')
    expect(answered).toHaveBeenCalledTimes(atOnce + 1)
    nowMs = 1_000
    await refuse('a')
    expect(answered).toHaveBeenCalledTimes(atOnce + 2)
    await late
    expect(answered).toHaveBeenCalledTimes(atOnce + 3)
  },
)
