import { emptyUsage } from '@gptget/protocol'
import { describe, expect, it } from 'vitest'
import { Accumulator } from './accumulator.ts'

const say = (accumulator: Accumulator): void =>
  accumulator.add({ type: 'block-delta', index: 0, delta: { kind: 'text', text: 'Hello' } })
const used = { ...emptyUsage(), inputTokens: 10, outputTokens: 2 }
const report = (accumulator: Accumulator): void => accumulator.add({ type: 'usage', usage: used })
const reportZero = (accumulator: Accumulator): void => accumulator.add({ type: 'usage', usage: emptyUsage() })
const reportAbsurd = (accumulator: Accumulator): void =>
  accumulator.add({ type: 'usage', usage: { ...used, isEstimated: true } })
const finish = (accumulator: Accumulator): void => accumulator.add({ type: 'finish', reason: 'stop' })

describe('the usage reported by a provider', () => {
  it.each([
    ['after the end', true, [say, finish, report]],
    ['beside the end', true, [say, report, finish]],
    ['at the start and at the end', true, [report, say, report, finish]],
    ['never', false, [say, finish]],
    ['at the start only', false, [report, say, finish]],
    ['at the start of what broke off', false, [report, say]],
    ['as zero for what it said', false, [say, finish, reportZero]],
    ['as zero for an empty answer', true, [finish, reportZero]],
    ['with a count that cannot be right', false, [say, finish, reportAbsurd]],
    ['with each piece of what broke off', false, [say, report, say, report]],
  ])('%s is final: %s', (_, isFinal, steps) => {
    const accumulator = new Accumulator()
    for (const step of steps) step(accumulator)
    expect(accumulator.finalUsage !== null).toBe(isFinal)
  })

  it('of a whole answer is final', () => {
    const accumulator = new Accumulator()
    accumulator.usage = emptyUsage()
    expect(accumulator.finalUsage).toEqual(emptyUsage())
  })
})
