import { EventEmitter } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
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

it('a caller who disconnects during their body causes no internal error', async () => {
  const { request, read } = arriving()
  request.write('x')
  request.destroy(Object.assign(new Error('aborted'), { code: 'ECONNRESET' }))
  expect(await read).toContain('ended before its body was complete')
})
