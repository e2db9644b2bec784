import { EventEmitter } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { BodyBudget } from './body-budget.ts'
import { readBody } from './read-body.ts'

const KIB = 1024

/** A body as it arrives over a connection. */
const arriving = () => {
  const request = Object.assign(new PassThrough(), { headers: {}, complete: false })
  const share = new BodyBudget({ processBytes: 1024 * KIB, accountBytes: 1024 * KIB }).open(
    'a',
    new EventEmitter(),
  )
  const read = readBody(request as unknown as IncomingMessage, share).then(
    (body) => body.byteLength,
    (error: Error) => error.message,
  )
  return { request, read }
}

beforeEach(() => vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }))
afterEach(() => vi.useRealTimers())

it('a body that makes almost no progress for half a minute is refused', async () => {
  const { request, read } = arriving()
  request.write(Buffer.alloc(100 * KIB))
  await new Promise((resolve) => setImmediate(resolve))
  vi.advanceTimersByTime(30_000)
  for (let second = 0; second < 30; second++) request.write('x')
  await new Promise((resolve) => setImmediate(resolve))
  vi.advanceTimersByTime(30_000)
  expect(await read).toContain('almost nothing')
})

it('a body over a slow connection is read completely', async () => {
  const { request, read } = arriving()
  for (let halfMinutes = 0; halfMinutes < 5; halfMinutes++) {
    request.write(Buffer.alloc(31 * KIB))
    await new Promise((resolve) => setImmediate(resolve))
    vi.advanceTimersByTime(30_000)
  }
  request.end()
  expect(await read).toBe(5 * 31 * KIB)
})

it('a caller who disconnects during their body causes no internal error', async () => {
  const { request, read } = arriving()
  request.write('x')
  request.destroy(Object.assign(new Error('aborted'), { code: 'ECONNRESET' }))
  expect(await read).toContain('ended before its body was complete')
})
