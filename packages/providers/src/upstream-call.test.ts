import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DEFAULT_TIMEOUTS } from './provider.ts'
import type { Provider } from './provider.ts'
import { createUpstreamTransport } from './transport.ts'
import { readWholeBody } from './upstream-body.ts'

type Answer = (outgoing: ServerResponse, incoming: IncomingMessage) => void

let server: Server
let answer: Answer
let provider: Provider
const transport = createUpstreamTransport()
const connections = new Set<number | undefined>()

beforeAll(async () => {
  server = createServer((incoming, outgoing) => {
    connections.add(incoming.socket.remotePort)
    incoming.resume().on('end', () => answer(outgoing, incoming))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  provider = {
    id: 'p',
    name: 'P',
    dialect: 'openai-chat',
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    auth: 'bearer',
    credentials: [],
    headers: {},
    timeouts: DEFAULT_TIMEOUTS,
    quirks: {},
  }
})
afterAll(async () => {
  await transport.close()
  server.close()
})

const send = (signal: AbortSignal = AbortSignal.timeout(5_000), through = transport) =>
  through.send(provider, {
    url: `${provider.baseUrl}/x?y=1`,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from('{}'),
    signal,
  })

const fail = (): void => {
  throw new Error('mine')
}

describe('an answer of a provider', () => {
  it('is read to its end, however early or late someone reads', async () => {
    answer = (outgoing, { url }) => outgoing.end(`asked ${url}`)
    for (const lateMs of [0, 50]) {
      const { status, body } = await send()
      await sleep(lateMs)
      expect([status, String(await readWholeBody(body, 1_000))]).toEqual([200, 'asked /v1/x?y=1'])
    }
  })

  it('is decompressed although it was not requested compressed', async () => {
    answer = (outgoing) => outgoing.setHeader('content-encoding', 'gzip').end(gzipSync('x'.repeat(200_000)))
    const { body } = await send()
    expect((await readWholeBody(body, 300_000)).byteLength).toBe(200_000)
  })

  it('is not read faster than its reader takes it', async () => {
    answer = (outgoing) => outgoing.end(Buffer.alloc(8 * 1024 * 1024))
    const { body } = await send()
    const hold = Promise.withResolvers<void>()
    let pieces = 0
    const read = body.read(() => {
      pieces += 1
      return hold.promise
    })
    await sleep(100)
    expect(pieces).toBe(1)
    hold.resolve()
    await read
    expect(pieces).toBeGreaterThan(1)
  })

  it('keeps its connection if the reader stops just before the end', async () => {
    answer = (outgoing) => {
      outgoing.write('data: [DONE]\n\n')
      setTimeout(() => outgoing.end(), 30)
    }
    connections.clear()
    const fresh = createUpstreamTransport()
    for (let turn = 0; turn < 3; turn++) {
      const { body } = await send(undefined, fresh)
      await body.read(() => 'enough')
      await sleep(80)
    }
    expect(connections.size).toBe(1)
    await fresh.close()
  })

  it('closes its connection if more than a line or two follow, and if the reader says so', async () => {
    for (const verdict of ['enough', 'abort'] as const) {
      const closed = Promise.withResolvers<void>()
      answer = (outgoing) => {
        outgoing.on('close', closed.resolve)
        setInterval(() => outgoing.write(Buffer.alloc(50_000)), 5).unref()
      }
      const { body } = await send()
      await body.read(() => verdict)
      await expect(closed.promise).resolves.toBeUndefined()
    }
  })

  it('fails for its reader if it is cut, aborted, or the reader throws', async () => {
    answer = (outgoing) => {
      outgoing.write('x')
      setTimeout(() => outgoing.destroy(), 20)
    }
    const cut = await send()
    await expect(cut.body.read(() => {})).rejects.toThrow(/other side closed|terminated/)
    answer = (outgoing) => void outgoing.write('x')
    const stop = new AbortController()
    const left = await send(stop.signal)
    const read = left.body.read(() => {})
    stop.abort(new Error('left'))
    await expect(read).rejects.toThrow('left')
    const thrown = await send()
    await expect(thrown.body.read(fail)).rejects.toThrow('mine')
  })

  it('can be aborted before its headers', async () => {
    answer = () => {}
    const stop = new AbortController()
    const sent = send(stop.signal)
    setTimeout(() => stop.abort(new Error('left')), 20)
    await expect(sent).rejects.toThrow('left')
    await expect(send(AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone')
  })
})
