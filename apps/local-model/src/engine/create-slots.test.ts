import { describe, expect, it } from 'vitest'
import { createSlots } from './create-slots.ts'

const never = new AbortController().signal

describe('createSlots', () => {
  it('serves waiting callers in the order of arrival', async () => {
    const slots = createSlots(['a'], 8)
    const order: string[] = []
    await slots.acquire(never)
    const first = slots.acquire(never).then(() => order.push('first'))
    const second = slots.acquire(never).then(() => order.push('second'))
    slots.release('a')
    await first
    slots.release('a')
    await second
    expect(order).toEqual(['first', 'second'])
  })

  it('skips a caller who stopped waiting', async () => {
    const slots = createSlots(['a'], 8)
    await slots.acquire(never)
    const leaver = new AbortController()
    const left = slots.acquire(leaver.signal)
    const stays = slots.acquire(never)
    leaver.abort(new Error('left'))
    await expect(left).rejects.toThrow('left')
    slots.release('a')
    await expect(stays).resolves.toBe('a')
    expect(slots.waitingCount()).toBe(0)
  })

  it('refuses a caller if too many are waiting', async () => {
    const slots = createSlots(['a'], 0)
    await slots.acquire(never)
    await expect(slots.acquire(never)).rejects.toMatchObject({ code: 'provider_overloaded' })
  })

  it('hands out the chosen free item, and no item twice', async () => {
    const slots = createSlots(['a', 'b'], 0)
    await expect(slots.acquire(never, (free) => free.at(-1)!)).resolves.toBe('b')
    await expect(slots.acquire(never)).resolves.toBe('a')
    expect(slots.busyCount()).toBe(2)
  })
})
