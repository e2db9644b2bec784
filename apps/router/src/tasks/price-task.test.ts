import type { RateCard } from '@gptget/money'
import type { TaskRequest, TaskType } from '@gptget/contracts'
import { describe, expect, it } from 'vitest'
import { costOf, measureTask } from './price-task.ts'

const FREE = { input: 0n, output: 0n }

const costFor = (type: TaskType, card: Partial<RateCard>, fields: Partial<TaskRequest>, tokens = {}) => {
  const whole = { ...FREE, ...card }
  const measured = measureTask(type, { images: [], input: {}, ...fields } as TaskRequest, whole, tokens)
  return measured && costOf(measured, whole)
}

describe('the price of a task', () => {
  it('counts the flat price for every output, if nothing else counts them', () => {
    for (const type of ['video', 'image', 'music'] as const)
      expect([type, costFor(type, { request: 7n }, { count: 4 })]).toEqual([type, 28n])
    expect(costFor('video', { request: 7n }, {})).toBe(7n)
  })

  it('counts the flat price once beside a price for each image, or for its tokens', () => {
    expect(costFor('image', { request: 7n, perImage: 100n }, { count: 4 })).toBe(407n)
    const tokens = { image_output_tokens: 4_000_000 }
    expect(costFor('image', { request: 7n, imageOutput: 1n }, { count: 4 }, tokens)).toBe(11n)
  })

  it('is unknown without a rate: it is not free', () => {
    expect(costFor('video', {}, { count: 4, seconds: 5 })).toBeNull()
  })
})
