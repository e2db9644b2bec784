import { describe, expect, it } from 'vitest'
import { LoopTurns } from './loop-turns.ts'

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

const setUp = (costPerTurn: number) => {
  const clock = { nowMs: 100 }
  const turns = new LoopTurns(costPerTurn, () => clock.nowMs)
  const done: string[] = []
  const work = (caller: string, name: string, cost: number): void => {
    const turn = turns.take(caller, cost)
    if (turn === undefined) done.push(name)
    else void turn.then(() => done.push(name))
  }
  return { done, work, clock }
}

describe('the work for one caller', () => {
  it('is done in order, a part in each turn of the event loop, and that for others in between', async () => {
    const { done, work } = setUp(64)
    for (let count = 0; count < 7; count++) work('greedy', `greedy ${count}`, 32)
    work('modest', 'modest', 32)
    expect(done).toEqual(['greedy 0', 'greedy 1', 'modest'])
    await nextTurn()
    expect(done.slice(3)).toEqual(['greedy 2', 'greedy 3'])
    work('modest', 'modest again', 32)
    expect(done.slice(5)).toEqual(['modest again'])
    await nextTurn()
    await nextTurn()
    expect(done.slice(6)).toEqual(['greedy 4', 'greedy 5', 'greedy 6'])
  })

  it('waits for nothing while it is little', () => {
    const { done, work, clock } = setUp(64)
    for (let turn = 1; turn <= 3; turn++) {
      for (let count = 0; count < 64; count++) work('a', 'piece', 1)
      expect(done).toHaveLength(64 * turn)
      clock.nowMs += 21
    }
  })

  it('is done even if one piece costs more than a turn', async () => {
    const { done, work } = setUp(64)
    for (let count = 0; count < 3; count++) work('a', `piece ${count}`, 1_000)
    for (let turn = 0; turn < 2; turn++) await nextTurn()
    expect(done).toEqual(['piece 0', 'piece 1', 'piece 2'])
  })
})
