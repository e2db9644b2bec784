import { subscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
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
    baseUrl: `http://127.0.0.1:${portOf(server)}/v1`,
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

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** As fast as it is read, each piece as a chunk of its own. */
const writeForever = (outgoing: ServerResponse, piece: Buffer): void => {
  const more = (): void => {
    if (outgoing.destroyed) return
    while (outgoing.write(piece));
    outgoing.once('drain', more)
  }
  more()
}

/** The sockets of undici, as they connect. */
const sockets: Socket[] = []
subscribe('undici:client:connected', (message) => sockets.push((message as { socket: Socket }).socket))

const portOf = (of: Server): number => (of.address() as AddressInfo).port

const fail = (): never => {
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

  it('arrives in order and whole while its reader considers each piece', async () => {
    const body = Buffer.from(Array.from({ length: 300_000 }, (_, at) => at % 251))
    // The end of a connection comes through pauses.
    for (const connection of ['keep-alive', 'close']) {
      answer = (outgoing) => {
        outgoing.setHeader('connection', connection)
        for (let at = 0; at < body.byteLength; at += 10_000) outgoing.write(body.subarray(at, at + 10_000))
        outgoing.end()
      }
      const taken: Buffer[] = []
      let isBusy = false
      const { body: answered } = await send()
      await answered.read((piece) => {
        expect(isBusy).toBe(false)
        taken.push(Buffer.from(piece))
        if (taken.length % 3 === 0) return
        isBusy = true
        return sleep(5).then(() => void (isBusy = false))
      })
      expect([isBusy, Buffer.concat(taken).equals(body)]).toEqual([false, true])
    }
  })

  it('keeps little in memory however often its reader considers a small piece', async () => {
    const event = Buffer.alloc(200, 'x')
    answer = (outgoing) => writeForever(outgoing, event)
    const stop = new AbortController()
    sockets.length = 0
    const fresh = createUpstreamTransport()
    const { body } = await send(stop.signal, fresh)
    const isEnough = Promise.withResolvers<void>()
    let pieces = 0
    const read = body.read(() => {
      pieces += 1
      if (pieces === 500) isEnough.resolve()
      return nextTurn()
    })
    await isEnough.promise
    expect(sockets).toHaveLength(1)
    expect(sockets[0]!.readableLength).toBeLessThan(256 * 1024)
    stop.abort(new Error('left'))
    await expect(read).rejects.toThrow('left')
    await fresh.close()
  })

  it('ends for its reader after the last verdict, and fails for it after what arrived before', async () => {
    for (const isCut of [false, true]) {
      answer = (outgoing) => {
        outgoing.write('first')
        setTimeout(() => outgoing.write('second'), 10)
        setTimeout(() => (isCut ? outgoing.destroy() : outgoing.end('third')), 20)
      }
      const { body } = await send()
      const seen: string[] = []
      const read = body
        .read((piece) => {
          seen.push(String(piece))
          return sleep(seen.length === 1 ? 60 : 1)
        })
        .then(
          () => seen.push('end'),
          () => seen.push('error'),
        )
      await sleep(40)
      expect(seen).toEqual(['first'])
      await read
      // What waited comes as one piece.
      expect(seen).toEqual(isCut ? ['first', 'second', 'error'] : ['first', 'secondthird', 'end'])
    }
  })

  it('ends with a late verdict, whatever waits behind its piece', async () => {
    for (const hasEnded of [true, false])
      for (const verdict of ['enough', 'abort', 'throw'] as const) {
        answer = (outgoing) => {
          outgoing.write('first')
          setTimeout(() => outgoing.write('second'), 10)
          if (hasEnded) setTimeout(() => outgoing.end(), 20)
        }
        const { body } = await send()
        const seen: string[] = []
        const read = body.read(async (piece) => {
          seen.push(String(piece))
          await sleep(40)
          return verdict === 'throw' ? fail() : verdict
        })
        await read.then(
          () => seen.push('over'),
          (error: unknown) => seen.push((error as Error).message),
        )
        await sleep(20)
        expect(seen).toEqual(['first', verdict === 'throw' ? 'mine' : 'over'])
      }
  })

  it('keeps its connection if the reader stops with the rest already there', async () => {
    answer = (outgoing) => {
      outgoing.write('data: [DONE]')
      setTimeout(() => outgoing.write('\n\n'), 10)
      setTimeout(() => outgoing.end(), 60)
    }
    connections.clear()
    const fresh = createUpstreamTransport()
    for (let turn = 0; turn < 3; turn++) {
      const { body } = await send(undefined, fresh)
      await body.read(() => sleep(30).then(() => 'enough' as const))
      await sleep(80)
    }
    expect(connections.size).toBe(1)
    await fresh.close()
  })

  it('is given up at once if it is aborted while its reader considers a piece, ended or not', async () => {
    for (const hasEnded of [true, false]) {
      answer = (outgoing) => {
        outgoing.write('first')
        setTimeout(() => outgoing.write('second'), 10)
        if (hasEnded) setTimeout(() => outgoing.end(), 20)
      }
      const stop = new AbortController()
      const { body } = await send(stop.signal)
      const seen: string[] = []
      const hold = Promise.withResolvers<void>()
      const read = body.read((piece) => {
        seen.push(String(piece))
        return hold.promise
      })
      setTimeout(() => stop.abort(new Error('left')), 40)
      await expect(read).rejects.toThrow('left')
      hold.resolve()
      await sleep(10)
      expect(seen).toEqual(['first'])
    }
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
