import type { GenerationHead } from '@gptget/contracts'
import { describe, expect, it } from 'vitest'
import type { Recording } from './recording.ts'
import { KEPT_MS, MAX_ANSWER_BYTES, Recordings } from './recordings.ts'

const MIB = 1024 * 1024
const headOf = (generationId: string, accountId = 'a'): GenerationHead =>
  ({ generationId, accountId, isStream: true, framing: 'sse' }) as GenerationHead

const setUp = (maxBytes: number) => {
  const clock = { nowMs: 1_000 }
  const recordings = new Recordings(maxBytes, () => clock.nowMs)
  const record = (id: string, bytes: number, accountId = 'a'): Recording => {
    const recording = recordings.open(headOf(id, accountId))
    recordings.append(recording, Buffer.alloc(bytes))
    return recording
  }
  const has = (id: string): boolean => recordings.find('a', id) !== undefined
  return { clock, recordings, record, has }
}

describe('the answers that a router keeps', () => {
  it('are found by their own account only', () => {
    const { recordings, record } = setUp(MIB)
    const recording = record('g1', 10)
    expect(recordings.find('a', 'g1')).toBe(recording)
    expect(recordings.find('b', 'g1')).toBeUndefined()
  })

  it('expire ten minutes after their end, and not before', () => {
    const { clock, recordings, record, has } = setUp(MIB)
    const recording = record('g1', 10)
    clock.nowMs += KEPT_MS * 2
    expect(has('g1')).toBe(true)
    recordings.end(recording, 'ended')
    clock.nowMs += KEPT_MS - 1
    expect(has('g1')).toBe(true)
    clock.nowMs += 1
    expect(has('g1')).toBe(false)
  })

  it('make space for new ones: the earliest to end is dropped first, running ones last', () => {
    const { recordings, record, has } = setUp(MIB)
    const [first, second] = [record('g1', 0.3 * MIB), record('g2', 0.3 * MIB)]
    record('running', 0.3 * MIB)
    recordings.end(second, 'ended')
    recordings.end(first, 'ended')
    record('g4', 0.3 * MIB)
    expect(['g1', 'g2', 'running', 'g4'].map(has)).toEqual([true, false, true, true])
  })

  it('never exceed their memory: if none has ended, the growing one is dropped', () => {
    const { recordings, record } = setUp(MIB)
    const [first, second] = [record('g1', 0.6 * MIB), record('g2', 0.6 * MIB)]
    expect([first.state, second.state]).toEqual(['running', 'dropped'])
    recordings.append(second, Buffer.alloc(10))
    expect(second.byteLength).toBe(0)
    recordings.end(first, 'ended')
    expect(record('g3', 0.3 * MIB).state).toBe('running')
  })

  it('make space at the cost of the account that has more than half: the ended ones of others stay', () => {
    const { recordings, record } = setUp(MIB)
    const modest = record('modest', 0.2 * MIB, 'modest')
    recordings.end(modest, 'ended')
    const greedy = ['g1', 'g2', 'g3', 'g4', 'g5'].map((id) => {
      const recording = record(id, 0.2 * MIB, 'greedy')
      recordings.end(recording, 'ended')
      return recording
    })
    expect(modest.state).toBe('ended')
    expect(greedy.map(({ state }) => state)).toEqual(['dropped', 'dropped', 'ended', 'ended', 'ended'])
  })

  it('make space at the cost of running ones of that account, before those of others', () => {
    const { record } = setUp(MIB)
    const [small, large] = [record('g1', 0.3 * MIB, 'greedy'), record('g2', 0.4 * MIB, 'greedy')]
    const modest = record('modest', 0.2 * MIB, 'modest')
    const another = record('another', 0.25 * MIB, 'another')
    expect([small, large, modest, another].map(({ state }) => state)).toEqual([
      'running',
      'dropped',
      'running',
      'running',
    ])
  })

  it('include in their memory what each takes besides its text', () => {
    const { recordings, has } = setUp(MIB)
    for (let index = 0; index < 10_000; index++) {
      const recording = recordings.open(headOf(`g${index}`))
      recording.begin({ status: 200, headers: { 'x-gptget-losses': 'n'.repeat(1_000) } })
      recordings.append(recording, Buffer.from('Hello!'))
      recordings.end(recording, 'ended')
    }
    const found = Array.from({ length: 10_000 }, (_, index) => has(`g${index}`)).filter(Boolean).length
    expect(found).toBeGreaterThan(200)
    expect(found).toBeLessThan(MIB / 3_500)
  })

  it('use separate memory once they end, because a slice of Node’s pool would keep all of it', () => {
    const { recordings, record } = setUp(MIB)
    const recording = record('g1', 10)
    recordings.end(recording, 'ended')
    expect(recording.at(0)!.buffer.byteLength).toBe(10)
  })

  it('free the memory of their pieces at once when they end or are dropped, without a collection', () => {
    const { recordings } = setUp(64 * MIB)
    const before = process.memoryUsage().arrayBuffers
    const [ending, growing] = [recordings.open(headOf('g1')), recordings.open(headOf('g2'))]
    const event = Buffer.alloc(1024)
    for (const recording of [ending, growing])
      for (let count = 0; count < 16 * 1024; count++) recordings.append(recording, event)
    const usedMib = (): number => (process.memoryUsage().arrayBuffers - before) / MIB
    expect(usedMib()).toBeGreaterThanOrEqual(32)
    recordings.end(ending, 'ended')
    expect(usedMib()).toBeLessThan(36)
    while (growing.isRunning) recordings.append(growing, event)
    expect(growing.state).toBe('dropped')
    expect(usedMib()).toBeLessThan(20)
  })

  it('are dropped when they are too large, and the producer of one for a lost edge is notified', () => {
    const { record, recordings } = setUp(4 * MAX_ANSWER_BYTES)
    const recording = record('g1', MAX_ANSWER_BYTES)
    let isTold = false
    recording.onDropped = () => {
      isTold = true
    }
    recordings.append(recording, Buffer.alloc(1))
    expect([recording.state, isTold]).toEqual(['dropped', true])
  })
})

describe('one answer', () => {
  it('is read from any offset while it grows, and after its end', () => {
    const { recordings } = setUp(MIB)
    const recording = recordings.open(headOf('g1'))
    const readFrom = (offset: number): string => {
      let text = ''
      for (let piece = recording.at(offset); piece; piece = recording.at(offset + text.length))
        text += piece.toString()
      return text
    }
    for (const text of ['abc', 'd', 'efgh']) recordings.append(recording, Buffer.from(text))
    const tails = Array.from({ length: 9 }, (_, offset) => readFrom(offset))
    expect(tails).toEqual(Array.from({ length: 9 }, (_, offset) => 'abcdefgh'.slice(offset)))
    recordings.end(recording, 'ended')
    expect(Array.from({ length: 9 }, (_, offset) => readFrom(offset))).toEqual(tails)
  })

  it('wakes readers who wait for more of it', async () => {
    const { recordings } = setUp(MIB)
    const recording = recordings.open(headOf('g1'))
    const { signal } = new AbortController()
    const woken = recording.changed(signal)
    recordings.append(recording, Buffer.from('x'))
    await woken
    await expect(recording.changed(AbortSignal.abort())).resolves.toBeUndefined()
  })
})
