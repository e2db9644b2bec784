import { emptyUsage } from '@gptget/protocol'
import { describe, expect, it } from 'vitest'
import { Tally } from './tally.ts'

const say = (tally: Tally): void =>
  tally.add({ type: 'block-delta', index: 0, delta: { kind: 'text', text: 'Hello' } })
const report = (tally: Tally): void => tally.add({ type: 'usage', usage: emptyUsage() })
const finish = (tally: Tally): void => tally.add({ type: 'finish', reason: 'stop' })

describe('what a provider counted', () => {
  it.each([
    ['after the end', true, [say, finish, report]],
    ['beside the end', true, [say, report, finish]],
    ['at the start and at the end', true, [report, say, report, finish]],
    ['never', false, [say, finish]],
    ['at the start only', false, [report, say, finish]],
    ['at the start of what broke off', false, [report, say]],
    ['with each piece of what broke off', false, [say, report, say, report]],
  ])('%s: it is its last word: %s', (_, isFinal, steps) => {
    const tally = new Tally()
    for (const step of steps) step(tally)
    expect(tally.finalUsage !== null).toBe(isFinal)
  })

  it('of a whole answer is its last word', () => {
    const tally = new Tally()
    tally.usage = emptyUsage()
    expect(tally.finalUsage).toEqual(emptyUsage())
  })
})
