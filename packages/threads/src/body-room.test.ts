import { describe, expect, it } from 'vitest'
import { BodyRoom } from './body-room.ts'

const MIB = 1024 * 1024
const roomOf = (options: Partial<ConstructorParameters<typeof BodyRoom>[0]> = {}): BodyRoom =>
  new BodyRoom({ bytes: 32 * MIB, heavyBytes: 24 * MIB, maxWaiting: 4, maxWaitMs: 60_000, ...options })

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Callers of a room, the bodies in it, and how they leave it. */
const scene = (room: BodyRoom) => {
  const inside: string[] = []
  const leaves = new Map<string, () => void>()
  const ask = async (name: string, mib: number, signal = new AbortController().signal): Promise<void> => {
    const leave = await room.enter({ caller: name[0]!, byteLength: mib * MIB, signal })
    inside.push(name)
    leaves.set(name, leave)
  }
  const leave = async (name: string): Promise<void> => {
    leaves.get(name)!()
    await settled()
  }
  return { inside, ask, leave }
}

describe('large bodies in a process', () => {
  it('never use more memory than there is: others wait, in turn by key', async () => {
    const { inside, ask, leave } = scene(roomOf())
    for (const name of ['a1', 'a2', 'a3', 'b1']) void ask(name, 4)
    await settled()
    expect(inside).toEqual(['a1'])
    for (const name of ['a1', 'a2', 'b1']) await leave(name)
    expect(inside).toEqual(['a1', 'a2', 'b1', 'a3'])
  })

  it('leave memory for ordinary ones, however heavy they are', async () => {
    const { inside, ask } = scene(roomOf())
    for (const name of ['a1', 'b1', 'c1']) void ask(name, 50)
    void ask('d1', 2)
    await settled()
    expect(inside).toEqual(['a1', 'd1'])
  })

  it('stop waiting when their callers disconnect, and then block no one', async () => {
    const { inside, ask, leave } = scene(roomOf())
    const caller = new AbortController()
    void ask('a1', 2)
    const waiting = ask('b1', 4, caller.signal)
    void ask('c1', 2)
    await settled()
    expect(inside).toEqual(['a1'])
    caller.abort(new Error('left'))
    await expect(waiting).rejects.toThrow('left')
    await settled()
    expect(inside).toEqual(['a1', 'c1'])
    await leave('a1')
  })

  it('are told to retry if too many wait, or for too long', async () => {
    const { ask } = scene(roomOf({ maxWaiting: 1, maxWaitMs: 5 }))
    void ask('a1', 4)
    const late = ask('b1', 4)
    await expect(ask('c1', 4)).rejects.toMatchObject({ code: 'service_unavailable' })
    await expect(late).rejects.toMatchObject({
      code: 'service_unavailable',
      details: { retryAfterMs: 2_000 },
    })
  })

  it('free their memory once, however often they leave', async () => {
    const { inside, ask, leave } = scene(roomOf())
    await ask('a1', 4)
    for (const name of ['b1', 'c1']) void ask(name, 4)
    await leave('a1')
    await leave('a1')
    expect(inside).toEqual(['a1', 'b1'])
  })
})

it('admits small bodies at once', async () => {
  const { inside, ask } = scene(roomOf())
  await ask('a1', 4)
  await ask('b1', 0.25)
  expect(inside).toEqual(['a1', 'b1'])
})
