import { describe, expect, it } from 'vitest'
import { FairQueue } from './fair-queue.ts'

const MIB = 1024 * 1024
const queueOf = (options: Partial<ConstructorParameters<typeof FairQueue>[0]> = {}): FairQueue =>
  new FairQueue({ threads: 2, heavyBytes: 8 * MIB, maxWaiting: 10, maxWaitingOfCaller: 4, ...options })

/** Work that ends on command, in a queue. */
const scene = (queue: FairQueue) => {
  const started: string[] = []
  const ends = new Map<string, () => void>()
  const ask = (name: string, caller: string, byteLength = MIB): Promise<void> =>
    queue.run({ caller, byteLength }, async () => {
      started.push(name)
      await new Promise<void>((resolve) => ends.set(name, resolve))
    })
  const end = async (name: string): Promise<void> => {
    ends.get(name)!()
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { started, ask, end, settled: () => new Promise((resolve) => setImmediate(resolve)) }
}

describe('callers with large bodies', () => {
  it('take turns, one at a time each, however many one has sent', async () => {
    const { started, ask, end, settled } = scene(queueOf({ threads: 1 }))
    for (const [name, key] of [
      ['a1', 'a'],
      ['a2', 'a'],
      ['a3', 'a'],
      ['b1', 'b'],
      ['c1', 'c'],
    ])
      void ask(name!, key!)
    await settled()
    for (const name of ['a1', 'a2', 'b1', 'c1']) await end(name)
    expect(started).toEqual(['a1', 'a2', 'b1', 'c1', 'a3'])
  })

  it('leave the second thread to others', async () => {
    const { started, ask, settled } = scene(queueOf())
    for (const name of ['a1', 'a2', 'a3']) void ask(name, 'a')
    await settled()
    expect(started).toEqual(['a1'])
    void ask('b1', 'b')
    await settled()
    expect(started).toEqual(['a1', 'b1'])
  })

  it('have one heavy body processed at a time, and ordinary ones beside it', async () => {
    const { started, ask, end, settled } = scene(queueOf())
    void ask('heavy a', 'a', 50 * MIB)
    void ask('heavy b', 'b', 50 * MIB)
    void ask('ordinary', 'c')
    await settled()
    expect(started).toEqual(['heavy a', 'ordinary'])
    await end('heavy a')
    expect(started).toEqual(['heavy a', 'ordinary', 'heavy b'])
  })

  it('are told to retry if too many wait', async () => {
    const { ask, settled } = scene(queueOf({ threads: 1, maxWaiting: 3, maxWaitingOfCaller: 2 }))
    for (const name of ['a1', 'a2', 'a3']) void ask(name, 'a')
    await settled()
    await expect(ask('a4', 'a')).rejects.toMatchObject({ status: 429, details: { retryAfterMs: 2_000 } })
    void ask('b1', 'b')
    await settled()
    await expect(ask('c1', 'c')).rejects.toMatchObject({ status: 503, details: { retryAfterMs: 2_000 } })
  })

  it('who disconnected are skipped, and failures free their place', async () => {
    const queue = queueOf({ threads: 1 })
    const turn = { caller: 'a', byteLength: MIB }
    await expect(queue.run(turn, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    await expect(queue.run({ ...turn, isWanted: () => false }, async () => 1)).rejects.toThrow('disconnected')
    expect(await queue.run(turn, async () => 2)).toBe(2)
  })
})
