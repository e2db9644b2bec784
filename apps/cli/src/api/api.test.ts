import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openApi, type Ask } from './api.ts'

/** What the server answers in turn, and which requests came. */
let answers: [status: number, headers?: Record<string, string>][] = []
let asked: string[] = []
let server: Server

beforeEach(async () => {
  asked = []
  server = createServer((request, response) => {
    asked.push(`${request.method}`)
    const [status, headers] = answers[asked.length - 1] ?? [200]
    response.writeHead(status, headers).end('{}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterEach(() => new Promise((resolve) => server.close(resolve)))

const send = async (method: string, ask: Ask = {}): Promise<number> => {
  const { port } = server.address() as AddressInfo
  const api = openApi({
    baseUrl: `http://127.0.0.1:${port}/v1`,
    apiKey: 'key',
    keySource: 'the test',
    signal: new AbortController().signal,
    userAgent: 'test',
  })
  return api.send(method, '/x', ask).then(
    ({ status }) => status,
    (error: { status: number }) => error.status,
  )
}

const NOW = { 'retry-after': '0' }
const KEYED: Ask = { json: {}, headers: { 'idempotency-key': 'once' } }

describe('a request that failed', () => {
  it.each<[string, string, Ask, number, Record<string, string>, number[]]>([
    ['of which the server has done nothing is sent again', 'POST', { json: {} }, 503, NOW, [200, 2]],
    ['which is limited is sent again', 'POST', { json: {} }, 429, NOW, [200, 2]],
    ['which may have been done and charged is not', 'POST', { json: {} }, 502, NOW, [502, 1]],
    ['which the server does once by its key is sent again', 'POST', KEYED, 502, NOW, [200, 2]],
    ['which only reads is sent again', 'GET', {}, 500, NOW, [200, 2]],
    ['which is wrong is not', 'GET', {}, 400, {}, [400, 1]],
    ['which would have to wait too long is not', 'GET', {}, 429, { 'retry-after': '60' }, [429, 1]],
    [
      'waits until a date',
      'GET',
      {},
      429,
      { 'retry-after': new Date(Date.now() + 3_600_000).toUTCString() },
      [429, 1],
    ],
  ])('%s', async (_, method, ask, status, headers, [ended, count]) => {
    answers = [[status, headers]]
    expect([await send(method, ask), asked.length]).toEqual([ended, count])
  })
})
