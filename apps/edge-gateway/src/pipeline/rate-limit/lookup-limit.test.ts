import { EventEmitter } from 'node:events'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { LookupLimit } from './lookup-limit.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

class Answer extends EventEmitter {
  destroyed = false
  close(): void {
    this.destroyed = true
    this.emit('close')
  }
}

const askers = (limits: { lookupsPerMinute: number; openRequestsPerAccount: number }) => {
  const limit = new LookupLimit(limits, () => 0)
  const begun: string[] = []
  const refused: string[] = []
  /** Notes when the turn came, or why it did not. */
  const ask = (keyId: string, accountId: string, answer = new Answer()): Answer => {
    limit.take({ keyId, accountId }, answer).then(
      () => begun.push(accountId),
      (error: Error) => refused.push(error.message),
    )
    return answer
  }
  return { ask, begun, refused }
}

const settle = () => vi.advanceTimersByTimeAsync(0)

describe('requests of an account', () => {
  it('with many keys are no more than with five, without affecting other accounts', async () => {
    const { ask, begun, refused } = askers({ lookupsPerMinute: 10, openRequestsPerAccount: 500 })
    const answerOne = async (keyId: string): Promise<void> => {
      const answer = ask(keyId, 'a')
      await settle()
      answer.close()
    }
    for (let count = 0; count < 10; count++) await answerOne('key_0')
    await answerOne('key_0')
    for (let count = 10; count < 50; count++) await answerOne(`key_${count}`)
    await answerOne('key_new')
    ask('key_b', 'b')
    await settle()
    expect(refused).toEqual([
      expect.stringContaining('This API key made 10 requests'),
      expect.stringContaining('This account made 50 requests'),
    ])
    expect(begun.at(-1)).toBe('b')
  })

  it('are open within one limit, and closing one allows another', async () => {
    const { ask, refused } = askers({ lookupsPerMinute: 10_000, openRequestsPerAccount: 500 })
    const open = Array.from({ length: 500 }, (_, index) => ask(`key_${index % 7}`, 'a'))
    ask('key_1', 'a')
    ask('key_b', 'b')
    await settle()
    expect(refused).toEqual([expect.stringContaining('has 500 requests other than generations open')])
    open[0]!.close()
    ask('key_1', 'a')
    await settle()
    expect(refused).toHaveLength(1)
  })

  it('are worked on a few at once, and other accounts take turns with them', async () => {
    const { ask, begun } = askers({ lookupsPerMinute: 10_000, openRequestsPerAccount: 500 })
    const open = Array.from({ length: 400 }, () => ask('key', 'greedy'))
    ask('key', 'modest')
    await settle()
    expect(begun).toEqual(['greedy', 'greedy', 'modest'])
    open[0]!.close()
    await settle()
    expect(begun).toHaveLength(4)
  })

  it('begin more slowly while answers take longer: a place rests for twice as long', async () => {
    const { ask, begun } = askers({ lookupsPerMinute: 10_000, openRequestsPerAccount: 500 })
    const open = Array.from({ length: 100 }, () => ask('key', 'a'))
    await vi.advanceTimersByTimeAsync(50)
    open[0]!.close()
    await vi.advanceTimersByTimeAsync(50)
    expect(begun).toHaveLength(2)
    open[1]!.close()
    await vi.advanceTimersByTimeAsync(51)
    expect(begun).toHaveLength(3)
  })

  it('that wait for something do not keep others of the account from work', async () => {
    const { ask, begun, refused } = askers({ lookupsPerMinute: 10_000, openRequestsPerAccount: 500 })
    for (let count = 0; count < 100; count++) ask('key', 'waiting')
    await vi.advanceTimersByTimeAsync(8_000)
    expect({ begun: begun.length, refused }).toEqual({ begun: 100, refused: [] })
  })

  it('are refused if their turn does not come, and forgotten if their caller leaves', async () => {
    const { ask, begun, refused } = askers({ lookupsPerMinute: 10_000, openRequestsPerAccount: 500 })
    const gone = new Answer()
    gone.close()
    ask('key', 'a', gone)
    const open = Array.from({ length: 500 }, () => ask('key', 'a'))
    for (const answer of open.slice(2, 250)) answer.close()
    await settle()
    expect(refused).toHaveLength(249)
    await vi.advanceTimersByTimeAsync(11_000)
    expect(refused.slice(249)).toEqual(
      Array.from({ length: 500 - 248 - begun.length }, () => expect.stringContaining('at once')),
    )
    expect(begun.length).toBeLessThanOrEqual(2 * 81)
    expect(begun.length).toBeGreaterThan(2 * 60)
  })
})
