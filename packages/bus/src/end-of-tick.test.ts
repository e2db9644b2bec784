import { expect, it } from 'vitest'
import { atEndOfTick } from './end-of-tick.ts'

const turnEnded = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

it('the end of a tick runs deferred tasks in order, their own deferred tasks in the same turn, and nothing earlier', async () => {
  const ran: string[] = []
  atEndOfTick(() => {
    ran.push('first')
    atEndOfTick(() => ran.push('third'))
  })
  atEndOfTick(() => ran.push('second'))
  await Promise.resolve()
  expect(ran).toEqual([])
  await turnEnded()
  expect(ran).toEqual(['first', 'second', 'third'])
})
