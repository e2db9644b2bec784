import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import { OpenGenerations } from './open-generations.ts'

class Answer extends EventEmitter {
  destroyed = false
  close(): void {
    this.destroyed = true
    this.emit('close')
  }
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('the generations of an account', () => {
  it('are open within a limit, without affecting other accounts, and the end of one allows another', () => {
    const generations = new OpenGenerations({ openGenerationsPerAccount: 3 })
    const answers = Array.from({ length: 3 }, () => new Answer())
    for (const answer of answers) void generations.take('a', answer)
    expect(() => generations.take('a', new Answer())).toThrow('This account has 3 generations open here')
    expect(() => generations.take('b', new Answer())).not.toThrow()
    answers[0]!.close()
    expect(() => generations.take('a', new Answer())).not.toThrow()
  })

  it('are not counted if their caller has left already', () => {
    const generations = new OpenGenerations({ openGenerationsPerAccount: 1 })
    const gone = new Answer()
    gone.close()
    void generations.take('a', gone)
    expect(() => generations.take('a', new Answer())).not.toThrow()
  })

  it('start a few at a time, and those of others in between', async () => {
    const generations = new OpenGenerations({ openGenerationsPerAccount: 1_000 })
    const started: string[] = []
    const start = (accountId: string): void => {
      const turn = generations.take(accountId, new Answer())
      if (turn === undefined) started.push(accountId)
      else void turn.then(() => started.push(accountId))
    }
    for (let count = 0; count < 600; count++) start('greedy')
    start('modest')
    expect(started).toEqual(['greedy', 'greedy', 'greedy', 'greedy', 'modest'])
    await nextTurn()
    start('modest')
    expect(started.slice(5)).toEqual(['greedy', 'greedy', 'greedy', 'greedy', 'modest'])
  })
})
