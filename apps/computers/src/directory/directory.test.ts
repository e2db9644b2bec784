import { describe, expect, it } from 'vitest'
import { chooseHost } from './choose-host.ts'
import { FORGET_AFTER_MS, HostDirectory, type ReachableHost } from './host-directory.ts'

const host = (hostId: string, fields: Partial<ReachableHost> = {}): ReachableHost => ({
  hostId,
  url: `http://${hostId}:1`,
  regions: ['us'],
  hasRoom: true,
  running: 0,
  freeMemoryShare: 0.5,
  freeCpuShare: 0.5,
  isArriving: false,
  isLeaving: false,
  ...fields,
})

describe('the host of a new computer', () => {
  it.each([
    ['in its region', [host('a'), host('b', { regions: ['fr'] })], 'fr', {}, 'b'],
    ['where there is room', [host('a', { hasRoom: false }), host('b')], 'us', {}, 'b'],
    ['apart from others of its account', [host('a', { freeCpuShare: 1 }), host('b')], 'us', { a: 1 }, 'b'],
    ['by free memory', [host('a', { freeMemoryShare: 0.1 }), host('b')], 'us', {}, 'b'],
    ['by free processors', [host('a', { freeCpuShare: 0.1 }), host('b')], 'us', {}, 'b'],
    ['nowhere, where nothing fits', [host('a')], 'fr', {}, undefined],
  ] as const)('%s', (_, hosts, region, counts, chosen) => {
    expect(chooseHost(hosts, region, new Map(Object.entries(counts)))?.hostId).toBe(chosen)
  })
})

const started = () => {
  const clock = { nowMs: 0 }
  const directory = new HostDirectory('own', () => clock.nowMs)
  directory.hear(host('own'))
  directory.hear(host('other'))
  return { clock, directory }
}

describe('a host counts as lost', () => {
  it('after a long silence, and not before', () => {
    const { clock, directory } = started()
    clock.nowMs = FORGET_AFTER_MS - 1
    directory.hear(host('own'))
    expect([directory.isGone('other'), directory.find('other')?.hostId]).toEqual([false, 'other'])
    clock.nowMs = FORGET_AFTER_MS
    expect([directory.isGone('other'), directory.find('other')]).toEqual([true, null])
    expect(directory.isGone('never-heard-of')).toBe(true)
    directory.hear(host('other'))
    expect(directory.isGone('other')).toBe(false)
  })

  it('but not on a host that does not receive its own messages', () => {
    const { clock, directory } = started()
    clock.nowMs = 10 * FORGET_AFTER_MS
    expect(['own', 'other'].map((hostId) => directory.isGone(hostId))).toEqual([false, false])
  })
})
