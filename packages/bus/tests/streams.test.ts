import { startStopwatch, startTestNats } from '@gptget/testkit'
import type { TestServer } from '@gptget/testkit'
import { once } from 'node:events'
import { connect as connectTcp, createServer, type AddressInfo, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { BusError, connectBus, openAnswer } from '../src/index.ts'
import { defineStream } from '@gptget/contracts'
import type { Bus } from '../src/index.ts'
import { connectPair, settled } from './connect-pair.ts'

const MODES = ['echo', 'unawaited', 'forever', 'silent', 'slow', 'throw'] as const
const work = defineStream(
  'test.work',
  z.object({ mode: z.enum(MODES) }),
  z.object({ status: z.number() }),
  z.object({ total: z.number() }),
)
const unserved = defineStream('test.unserved', z.object({}), z.object({}), z.object({}))

/** What the serving side saw of its endless stream. */
const endless = { sentBytes: 0, abortedAtMs: 0, onAbort: () => {} }

const serveWork = (bus: Bus) =>
  bus.serveStream(work, async (stream) => {
    const body = await stream.body()
    stream.respond({ status: 200 })
    switch (stream.head.mode) {
      case 'echo':
        for (let at = 0; at < body.byteLength; at += 60_000)
          await stream.write(body.subarray(at, at + 60_000), at)
        break
      case 'unawaited':
        void stream.write(body)
        void stream.write(Buffer.from('[middle]'))
        void stream.write(body)
        void stream.write(Buffer.from('[end]'))
        break
      case 'forever':
        endless.sentBytes = 0
        stream.signal.addEventListener('abort', () => {
          endless.abortedAtMs = performance.now()
          endless.onAbort()
        })
        while (!stream.signal.aborted) {
          await stream.write(Buffer.alloc(1_000), 7)
          endless.sentBytes += 1_000
          await sleep(0)
        }
        break
      case 'silent':
        await sleep(5_500)
        break
      case 'slow':
        await sleep(500)
        break
      case 'throw':
        throw new BusError('teapot', 'short and stout', { spout: 1 })
    }
    stream.end({ total: body.byteLength })
  })

type Options = { isReading?: boolean }

const ask = (
  bus: Bus,
  mode: (typeof MODES)[number],
  body: Uint8Array,
  { isReading = true }: Options = {},
) => {
  const chunks: Uint8Array[] = []
  const heard = { status: 0, progress: 0 }
  const { promise: outcome, resolve, reject } = Promise.withResolvers<{ total: number }>()
  const stream = bus.openStream(work, { mode }, body, {
    head: ({ status }) => {
      heard.status = status
    },
    data: (bytes, progress) => {
      chunks.push(bytes)
      heard.progress = progress
      if (isReading) stream.grant(bytes.byteLength)
    },
    end: resolve,
    error: reject,
  })
  return { outcome, chunks, heard, cancel: () => stream.cancel('enough') }
}

let nats: TestServer
let asker: Bus
let server: Bus
let closeBoth: () => Promise<void>

beforeAll(async () => {
  nats = await startTestNats()
  const pair = await connectPair(nats.url)
  ;[asker, server] = pair.buses
  closeBoth = pair.closeBoth
  serveWork(server)
  await settled()
})
afterAll(async () => {
  await closeBoth()
  await nats.stop()
})

describe.each(['another process', 'the same process'])('a stream to %s', (where) => {
  const from = (): Bus => (where === 'another process' ? asker : server)

  it.each([20 * 1024 * 1024, 60_001])('carries %i bytes there and back unchanged', async (byteLength) => {
    const body = Buffer.alloc(byteLength, 'abcdefg')
    const { outcome, chunks, heard } = ask(from(), 'echo', body)
    expect(await outcome).toEqual({ total: body.byteLength })
    expect(heard.status).toBe(200)
    expect(Buffer.concat(chunks).equals(body)).toBe(true)
  })

  it.each([3 * 1024 * 1024, 60_001])(
    'carries writes of %i bytes whole and in order, also if none is awaited before the next or the end',
    async (byteLength) => {
      const body = Buffer.alloc(byteLength, 'abcdefg')
      const { outcome, chunks } = ask(from(), 'unawaited', body)
      await outcome
      const expected = Buffer.concat([body, Buffer.from('[middle]'), body, Buffer.from('[end]')])
      expect(Buffer.concat(chunks).equals(expected)).toBe(true)
    },
  )

  it('reports its progress to the calling side', async () => {
    const { outcome, heard } = ask(from(), 'echo', Buffer.alloc(60_001))
    await outcome
    expect(heard.progress).toBe(60_000)
  })

  it('is not sent faster than it is read', async () => {
    const { outcome, cancel } = ask(from(), 'forever', Buffer.from('x'), { isReading: false })
    await expect.poll(() => endless.sentBytes).toBeGreaterThan(60_000)
    await sleep(200)
    expect(endless.sentBytes).toBeLessThan(70_000)
    cancel()
    await outcome
  })

  it('stops the serving side within 100 ms of a cancellation, and still reports the outcome', async () => {
    const { outcome, cancel, chunks } = ask(from(), 'forever', Buffer.from('xyz'))
    await expect.poll(() => chunks.length).toBeGreaterThan(3)
    const elapsedMs = startStopwatch()
    const stopped = new Promise<number>((resolve) => {
      endless.onAbort = () => resolve(elapsedMs())
    })
    cancel()
    expect(await outcome).toEqual({ total: 3 })
    expect(await stopped).toBeLessThan(100)
  })

  it('can be cancelled before the serving side sent anything', async () => {
    const { outcome, cancel } = ask(from(), 'forever', Buffer.from('xyz'))
    cancel()
    expect(await outcome).toEqual({ total: 3 })
  })

  it('returns the failure of its handler', async () => {
    const { outcome } = ask(from(), 'throw', Buffer.from('x'))
    await expect(outcome).rejects.toMatchObject({ code: 'teapot', details: { spout: 1 } })
  })

  it('stays open while the serving side takes longer than the timeout for a dead one', async () => {
    expect(await ask(from(), 'silent', Buffer.alloc(0)).outcome).toEqual({ total: 0 })
  })

  it('fails at once if no process serves it', async () => {
    const elapsedMs = startStopwatch()
    const outcome = new Promise((_, reject) => {
      from().openStream(unserved, {}, Buffer.from('x'), { head() {}, data() {}, end() {}, error: reject })
    })
    await expect(outcome).rejects.toMatchObject({ code: 'unavailable' })
    expect(elapsedMs()).toBeLessThan(1_000)
  })
})

describe('when NATS is killed', () => {
  it('a stream within the process continues, and so does opening one', async () => {
    const running = ask(server, 'slow', Buffer.from('x'))
    await nats.kill()
    expect(await running.outcome).toEqual({ total: 1 })
    expect(await ask(server, 'echo', Buffer.from('xyz')).outcome).toEqual({ total: 3 })
    await nats.restart()
    await expect.poll(() => server.isConnected() && asker.isConnected(), { timeout: 5_000 }).toBe(true)
  })

  it('running streams fail, the serving side is told, and new ones work within 2 s of its return', async () => {
    const { outcome } = ask(asker, 'forever', Buffer.from('x'))
    const failure = outcome.catch((error: BusError) => error.code)
    await expect.poll(() => endless.sentBytes).toBeGreaterThan(0)
    endless.abortedAtMs = 0
    await nats.kill()
    expect(await failure).toBe('lost')
    await expect.poll(() => endless.abortedAtMs).toBeGreaterThan(0)
    await nats.restart()
    const isServed = async (): Promise<boolean> =>
      ask(asker, 'echo', Buffer.from('again')).outcome.then(
        () => true,
        () => false,
      )
    await expect.poll(isServed, { timeout: 2_000 }).toBe(true)
    for (let round = 0; round < 5; round++) expect(await isServed()).toBe(true)
  })
})

describe('a server that leaves its queue', () => {
  const served = defineStream('test.left', z.object({}), z.object({ by: z.string() }), z.object({}))

  /** Serves with its name, and notes every stream that reached it. */
  const serve = (bus: Bus, by: string, reached: string[]) =>
    bus.serveStream(served, async (stream) => {
      reached.push(by)
      await sleep(20)
      stream.respond({ by })
      stream.end({})
    })

  it('ends what has reached it, and leaves new streams of other processes to others', async () => {
    const [first, second, caller] = await Promise.all(
      [1, 2, 3].map(() => connectBus({ url: nats.url, name: 'test', onError: () => {} })),
    )
    const reached: string[] = []
    const leave = serve(first!, 'first', reached)
    serve(second!, 'second', reached)
    await settled()
    const ask = async (): Promise<string> => {
      const { head, chunks } = await openAnswer(caller!, served, {}, Buffer.alloc(0))
      await Array.fromAsync(chunks)
      return head.by
    }
    const running = Array.from({ length: 40 }, ask)
    await expect.poll(() => reached.length, { interval: 1 }).toBeGreaterThan(0)
    leave()
    expect((await Promise.all(running)).filter((by) => by === 'first').length).toBeGreaterThan(0)
    await settled()
    const later = await Promise.all(Array.from({ length: 40 }, ask))
    expect(new Set(later)).toEqual(new Set(['second']))
    await Promise.all([first, second, caller].map((bus) => bus!.close()))
  })
})

describe('when the process stops', () => {
  it('streams within it may finish, and those that take too long end as lost', async () => {
    const bus = await connectBus({ url: nats.url, name: 'test', onError: () => {} })
    serveWork(bus)
    const slow = ask(bus, 'slow', Buffer.from('x'))
    const endlessly = ask(bus, 'forever', Buffer.from('x')).outcome.catch((error: BusError) => error.code)
    await settled()
    await bus.close({ cut: AbortSignal.timeout(1_500) })
    expect(await slow.outcome).toEqual({ total: 1 })
    expect(await endlessly).toBe('lost')
  })
})

describe('when only one side loses its connection', () => {
  it('its streams fail, and those opened after its return do not count as lost', async () => {
    const wire = await startWire(nats.port)
    const lonely = await connectBus({ url: wire.url, name: 'test', onError: () => {} })
    const lost = ask(lonely, 'forever', Buffer.from('x')).outcome.catch((error: BusError) => error.code)
    await expect.poll(() => endless.sentBytes).toBeGreaterThan(0)
    wire.cut()
    expect(await lost).toBe('lost')
    await expect.poll(() => lonely.isConnected(), { timeout: 5_000 }).toBe(true)
    const slow = ask(lonely, 'slow', Buffer.from('y'))
    // Its grants are the first thing that the other side receives from this one since then.
    const body = Buffer.alloc(2_000_000, 7)
    expect(await ask(lonely, 'echo', body).outcome).toEqual({ total: body.byteLength })
    expect(await slow.outcome).toEqual({ total: 1 })
    await lonely.close({ cut: AbortSignal.timeout(200) })
    wire.stop()
  })
})

/** A proxy for NATS that can be cut without stopping it. */
const startWire = async (port: number) => {
  const sockets = new Set<Socket>()
  const listener = createServer((near) => {
    const far = connectTcp(port, '127.0.0.1')
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        near.destroy()
        far.destroy()
      })
    }
    near.pipe(far).pipe(near)
  })
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const cut = (): void => sockets.forEach((socket) => socket.destroy())
  return {
    url: `nats://127.0.0.1:${(listener.address() as AddressInfo).port}`,
    cut,
    stop: () => {
      cut()
      listener.close()
    },
  }
}
