import type { Bus } from '@gptget/bus'
import { createLogger, startHttpServer, type HttpServer } from '@gptget/runtime'
import { Hono } from 'hono'
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApi } from '../create-api.ts'
import type { HttpEnv } from '../env.ts'
import { forwardToService } from '../forward/forward-request.ts'
import { BodyBudget } from './body-budget.ts'
import { readBody } from './read-body.ts'
import { readFormAsJson } from './read-form.ts'
import { readRawBody } from './read-raw-body.ts'

const KIB = 1024
const PACE = { leastBytes: 400, withinMs: 500 }
const budget = new BodyBudget({ processBytes: 64 * KIB * KIB, accountBytes: 64 * KIB * KIB })
const servers: HttpServer[] = []

const start = async (app: Hono<HttpEnv>, pace = PACE): Promise<string> => {
  const server = await startHttpServer(app, { host: '127.0.0.1', port: 0, pace })
  servers.push(server)
  return server.url
}

/** Every way in which a service reads a body. */
const routes = (behind: string) => {
  const api = createApi({
    logger: createLogger('test', { LOG_LEVEL: 'silent' }),
    makeId: () => 'id',
    requestIdHeaders: () => ({}),
    describeError: (_, { message }) => ({ error: { message } }),
  })
  api.post('/json', async (c) => {
    const body = await readBody(c.env.incoming, budget.open('a', c.env.outgoing))
    return c.json({ bytes: body.byteLength })
  })
  api.post('/form', async (c) => {
    const body = await readFormAsJson({} as Bus, c.env.incoming, { accountId: 'a', mediaId: 'm' })
    return c.json({ bytes: body.byteLength })
  })
  api.post('/raw', async (c) => c.json({ bytes: (await readRawBody(c.env.incoming, KIB * KIB)).byteLength }))
  api.post('/library', async (c) => c.json({ bytes: (await c.req.text()).length }))
  api.put('/forwarded', async (c) => (await forwardToService([behind], c))!)
  api.post('/later', async (c) => {
    await sleep(3 * PACE.withinMs)
    const body = await readBody(c.env.incoming, budget.open('a', c.env.outgoing))
    return c.json({ bytes: body.byteLength })
  })
  return api
}

let url: string
beforeAll(async () => {
  const behind = new Hono<HttpEnv>().put('/forwarded', async (c) => {
    for await (const _ of c.env.incoming);
    return c.json({})
  })
  url = await start(routes(await start(behind, { leastBytes: 0, withinMs: 60_000 })))
})
afterAll(() => Promise.all(servers.map((server) => server.stop(AbortSignal.timeout(0)))))

const FORM = '--x\r\ncontent-disposition: form-data; name="a"\r\n\r\n'

/** Sends the beginning of a body, and then pieces at intervals until it is answered. Resolves with the answer. */
const sendSlowly = async (
  method: string,
  path: string,
  { piece, everyMs, times = Number.POSITIVE_INFINITY }: { piece: string; everyMs: number; times?: number },
): Promise<string> => {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  const start = path === '/form' ? FORM : ''
  const length = start.length + (Number.isFinite(times) ? piece.length * times : 10 * KIB * KIB)
  const head = `${method} ${path} HTTP/1.1\r\nhost: here\r\ncontent-length: ${length}\r\n`
  socket.write(`${head}content-type: multipart/form-data; boundary=x\r\n\r\n${start}`)
  let sent = 0
  const timer = setInterval(() => (sent++ < times ? socket.write(piece) : clearInterval(timer)), everyMs)
  socket.on('error', () => {})
  try {
    const [answer] = (await once(socket, 'data')) as [Buffer]
    return answer.toString()
  } finally {
    clearInterval(timer)
    socket.destroy()
  }
}

describe('a body that brings next to nothing', () => {
  it.each([
    ['POST', '/json', 400],
    ['POST', '/form', 400],
    ['POST', '/raw', 400],
    ['PUT', '/forwarded', 400],
    ['POST', '/library', 408],
  ])('is given up on, and its sender told: %s %s', async (method, path, status) => {
    const answer = await sendSlowly(method, path, { piece: 'x', everyMs: 20 })
    expect(answer).toContain(`HTTP/1.1 ${status} `)
    expect(answer).toContain('almost nothing')
  })
})

it('a body over a slow line is read, however long it takes', async () => {
  const answer = await sendSlowly('POST', '/json', { piece: 'x'.repeat(400), everyMs: 50, times: 40 })
  expect(answer).toContain('{"bytes":16000}')
})

it('a body that nobody reads yet is not its sender’s fault', async () => {
  const answer = await sendSlowly('POST', '/later', { piece: 'x'.repeat(500 * KIB), everyMs: 1, times: 1 })
  expect(answer).toContain('{"bytes":512000}')
})
