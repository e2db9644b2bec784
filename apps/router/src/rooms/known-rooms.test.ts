import { expect, it } from 'vitest'
import { KnownRooms } from './known-rooms.ts'

const GIB = 1024 ** 3

it('the storage of an account counts as ample for ten seconds, and only if there is a lot of room', () => {
  const rooms = new KnownRooms()
  expect(rooms.isAmple('a', 0)).toBe(false)
  rooms.note('a', 2 * GIB, 1_000)
  rooms.note('b', GIB / 2, 1_000)
  expect(['a', 'b'].map((account) => rooms.isAmple(account, 10_999))).toEqual([true, false])
  expect(rooms.isAmple('a', 11_000)).toBe(false)
})

it('storage that fills up no longer counts as ample', () => {
  const rooms = new KnownRooms()
  rooms.note('a', 2 * GIB, 0)
  rooms.note('a', 1, 1)
  expect(rooms.isAmple('a', 2)).toBe(false)
})

it('the storage of many accounts takes bounded memory: the oldest are forgotten', () => {
  const rooms = new KnownRooms()
  for (let account = 0; account <= 10_000; account += 1) rooms.note(String(account), 2 * GIB, 0)
  expect([rooms.isAmple('0', 1), rooms.isAmple('1', 1), rooms.isAmple('10000', 1)]).toEqual([
    false,
    true,
    true,
  ])
})
