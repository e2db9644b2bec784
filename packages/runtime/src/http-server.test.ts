import { once } from 'node:events'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import type { HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { healthRoutes } from './health.ts'
import { startHttpServer } from './http-server.ts'
import type { HttpServer } from './http-server.ts'

const LISTEN = { host: '127.0.0.1', port: 0 }
/** More than the buffers of a connection hold. */
const UNREAD_BYTES = 200 * 1024 * 1024
const servers: HttpServer[] = []

const start = async (app: Parameters<typeof startHttpServer>[0]): Promise<string> => {
  const server = await startHttpServer(app, LISTEN)
  servers.push(server)
  return server.url
}

afterEach(async () => {
  vi.restoreAllMocks()
  await Promise.all(servers.splice(0).map((server) => server.stop(AbortSignal.timeout(0))))
})

describe('an HTTP server', () => {
  it('answers a request at its turn, and not at all if its client left before', async () => {
    const turns: PromiseWithResolvers<void>[] = []
    const answered: (string | undefined)[] = []
    const url = await start({
      turn: ({ url: path }) => {
        if (path === '/now') return
        const turn = Promise.withResolvers<void>()
        turns.push(turn)
        return turn.promise
      },
      fetch: (_, { incoming }) => {
        answered.push(incoming.url)
        return new Response('answered')
      },
    })
    const stop = new AbortController()
    const left = fetch(`${url}/left`, { signal: stop.signal })
    await expect.poll(() => turns.length).toBe(1)
    const waiting = fetch(`${url}/waiting`, { method: 'POST', body: 'x' })
    await expect.poll(() => turns.length).toBe(2)
    expect(await (await fetch(`${url}/now`)).text()).toBe('answered')
    stop.abort()
    await expect(left).rejects.toThrow('abort')
    await sleep(50)
    for (const turn of turns) turn.resolve()
    expect(await (await waiting).text()).toBe('answered')
    expect(answered).toEqual(['/now', '/waiting'])
  })

  it('leaves answers alone that a handler wrote to the socket, even if its code was loaded after another server started', async () => {
    const logged = vi.spyOn(console, 'error').mockReturnValue()
    await start(healthRoutes({}))
    const { RESPONSE_ALREADY_SENT } = await import('./http-server.ts')
    const app = new Hono<{ Bindings: HttpBindings }>().get('/', async (c) => {
      c.env.outgoing.writeHead(200, { 'content-type': 'text/plain' })
      c.env.outgoing.end('written by hand')
      return RESPONSE_ALREADY_SENT
    })
    const response = await fetch(await start(app))
    expect(await response.text()).toBe('written by hand')
    expect(logged).not.toHaveBeenCalled()
  })

  it('closes the connection of a client that reads nothing, and keeps those that read slowly or wait', async () => {
    const closed: string[] = []
    const silent = Promise.withResolvers<void>()
    const app = new Hono<{ Bindings: HttpBindings }>()
      .get('/long/:name', async (c) => {
        const { outgoing } = c.env
        outgoing.once('close', () => closed.push(c.req.param('name')))
        outgoing.writeHead(200, { 'content-length': String(UNREAD_BYTES) })
        outgoing.end(Buffer.alloc(UNREAD_BYTES))
        const { RESPONSE_ALREADY_SENT } = await import('./http-server.ts')
        return RESPONSE_ALREADY_SENT
      })
      .get('/silent', (c) => silent.promise.then(() => c.text('at last')))
    const server = await startHttpServer(app, { ...LISTEN, unreadMs: 500 })
    servers.push(server)
    const ask = (path: string) => {
      const socket = connect(server.port, '127.0.0.1').pause()
      socket.on('error', () => {})
      socket.write(`GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`)
      return socket
    }
    const waiting = ask('/silent')
    const slow = ask('/long/slow')
    // The kernel wakes a writer only once a third of its buffer, up to megabytes, is free: slower looks like silence.
    const reading = setInterval(() => slow.read(), 2)
    const unread = ask('/long/unread')
    await expect.poll(() => closed, { timeout: 20_000 }).toEqual(['unread'])
    expect([slow.destroyed, waiting.destroyed]).toEqual([false, false])
    silent.resolve()
    waiting.resume()
    const [answer] = (await once(waiting, 'data')) as [Buffer]
    expect(answer.toString()).toContain('at last')
    clearInterval(reading)
    for (const socket of [waiting, slow, unread]) socket.destroy()
  })

  it('passes requests to the socket that have a usual target and host, and all others to fetch', async () => {
    const app = new Hono().all('*', (c) => c.text('through fetch'))
    const url = await start({
      fetch: (request, env) => app.fetch(request, env),
      answer: ({ url: target }, outgoing) => {
        if (target === '/broken') throw new Error('a defect')
        if (target === '/other') return false
        outgoing.end('to the socket')
        return true
      },
    })
    const lastLineOf = async (target: string, host: string): Promise<string> => {
      const socket = connect(Number(new URL(url).port), '127.0.0.1')
      socket.end(`GET ${target} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`)
      return (await text(socket)).split(/\r\n/).find((line) => /socket|fetch|^HTTP.* 4/.test(line))!
    }
    expect(await lastLineOf('/', 'here:80')).toBe('to the socket')
    expect(await lastLineOf('/other', 'here')).toBe('through fetch')
    expect(await lastLineOf('/broken', 'here')).toBe('through fetch')
    expect(await lastLineOf('http://here/', 'here')).toBe('through fetch')
    expect(await lastLineOf('/', 'a b')).toBe('HTTP/1.1 400 Bad Request')
    expect(await lastLineOf('/\\', 'here')).toBe('HTTP/1.1 400 Bad Request')
  })

  it('releases its port when it stops', async () => {
    const first = await startHttpServer(healthRoutes({}), LISTEN)
    await first.stop(AbortSignal.timeout(0))
    const second = await startHttpServer(healthRoutes({}), { ...LISTEN, port: first.port })
    servers.push(second)
    expect(second.port).toBe(first.port)
  })

  it('tells busy clients to disconnect before it closes their connections', async () => {
    const answered = Promise.withResolvers<void>()
    const app = new Hono()
      .get('/slow', (c) => c.body(streamUntil(answered.promise)))
      .get('/', (c) => c.text('here'))
    const server = await startHttpServer(app, { ...LISTEN, quietMs: 2_000 })
    const [before, during] = [await openConnection(server.url), await openConnection(server.url)]
    expect((await before.get('/')).toLowerCase()).not.toContain('connection: close')
    const slow = during.get('/slow')
    await during.heard('begun')
    server.leave()
    expect((await before.get('/')).toLowerCase()).toContain('connection: close')
    const stopped = server.stop(AbortSignal.timeout(20_000))
    answered.resolve()
    expect((await slow).toLowerCase()).not.toContain('connection: close')
    // Long enough for a server that closes idle connections to close it.
    await sleep(300)
    const last = await during.get('/')
    expect(last).toContain('here')
    expect(last.toLowerCase()).toContain('connection: close')
    await stopped
  })

  it('closes unused connections at once without a grace period', async () => {
    const server = await startHttpServer(healthRoutes({}), LISTEN)
    const connection = await openConnection(server.url)
    await connection.get('/healthz')
    await server.stop(AbortSignal.timeout(20_000))
    expect(await connection.closed).toEqual([false])
  })
})

const streamUntil = (end: Promise<void>): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start: async (controller) => {
      controller.enqueue(new TextEncoder().encode('begun'))
      await end
      controller.close()
    },
  })

/** One connection of a client, with one request after the other. */
const openConnection = async (url: string) => {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  let text = ''
  socket.setEncoding('utf8').on('data', (piece: string) => (text += piece))
  await once(socket, 'connect')
  const heard = (what: string): Promise<void> =>
    vi.waitFor(() => expect(text).toContain(what), { timeout: 10_000, interval: 5 })
  return {
    heard,
    closed: once(socket, 'close'),
    /** Headers and body of the answer, as received. */
    get: async (path: string): Promise<string> => {
      text = ''
      socket.write(`GET ${path} HTTP/1.1\r\nhost: here\r\n\r\n`)
      await heard(path === '/slow' ? '\r\n0\r\n' : '\r\n\r\n')
      await sleep(20)
      return text
    },
  }
}
