import { startTestNats } from '@gptget/testkit'
import type { TestServer } from '@gptget/testkit'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { defineStream } from '@gptget/contracts'
import { BusError, openAnswer, sendBody } from '../src/index.ts'
import type { Bus } from '../src/index.ts'
import { connectPair, settled } from './connect-pair.ts'

const MODES = ['count', 'echo', 'later', 'refuse', 'stall'] as const
const work = defineStream(
  'test.streamed',
  z.object({ mode: z.enum(MODES) }),
  z.null(),
  z.object({ total: z.number() }),
)

let mayGoOn = Promise.withResolvers<void>()

const seen = { bytes: 0, letters: 0, failure: null as unknown }

const serveWork = (bus: Bus) =>
  bus.serveStream(work, async (stream) => {
    seen.bytes = 0
    seen.failure = null
    stream.respond(null)
    if (stream.head.mode === 'later') await stream.write(Buffer.from('first'))
    if (stream.head.mode === 'later') await mayGoOn.promise
    if (stream.head.mode === 'stall') {
      await new Promise((resolve) => stream.signal.addEventListener('abort', resolve))
      throw new BusError('cancelled', 'the caller left')
    }
    try {
      for await (const chunk of stream.chunks()) {
        seen.bytes += chunk.byteLength
        if (stream.head.mode === 'later') seen.letters = chunk.filter((byte) => byte === 0x78).byteLength
        if (stream.head.mode === 'refuse') throw new BusError('teapot', 'no more of that')
        if (stream.head.mode === 'echo') await stream.write(chunk)
      }
    } catch (error) {
      seen.failure = error
      throw error
    }
    stream.end({ total: seen.bytes })
  })

const MIB = 1024 * 1024

/** Pieces of one letter each, and how many of them were requested. */
const makeBody = (pieces: number, pieceBytes = MIB) => {
  const made = { pieces: 0, isClosed: false }
  const body = (async function* () {
    try {
      for (; made.pieces < pieces; made.pieces += 1) yield Buffer.alloc(pieceBytes, 97 + (made.pieces % 26))
    } finally {
      made.isClosed = true
    }
  })()
  return { body, made }
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

describe.each(['another process', 'the same process'])('a streamed body, to %s', (where) => {
  const bus = (): Bus => (where === 'another process' ? asker : server)

  it('arrives whole and in order', async () => {
    const { body, made } = makeBody(40)
    const { chunks } = await openAnswer(bus(), work, { mode: 'echo' }, body)
    const echoed = Buffer.concat(await Array.fromAsync(chunks))
    expect(echoed.byteLength).toBe(40 * MIB)
    expect([0, 1, 27, 39].map((piece) => echoed[piece * MIB])).toEqual([97, 98, 98, 110])
    expect(made.isClosed).toBe(true)
  })

  it('may be empty', async () => {
    const { body } = makeBody(0)
    expect(await sendBody(bus(), work, { mode: 'count' }, body)).toEqual({ total: 0 })
  })

  it('is requested at most a window ahead of its reader', async () => {
    const { body, made } = makeBody(1_000, 64 * 1024)
    const outcome = sendBody(bus(), work, { mode: 'stall' }, body)
    outcome.catch(() => {})
    await sleep(300)
    expect(made.pieces).toBeGreaterThan(2)
    expect(made.pieces).toBeLessThan(20)
  })

  it('stops being requested when the serving side refuses it', async () => {
    const { body, made } = makeBody(1_000)
    await expect(sendBody(bus(), work, { mode: 'refuse' }, body)).rejects.toMatchObject({ code: 'teapot' })
    await expect.poll(() => made.isClosed).toBe(true)
    expect(made.pieces).toBeLessThan(20)
  })

  it('that breaks off ends the stream on both sides', async () => {
    const broken = (async function* () {
      yield Buffer.alloc(10)
      throw new Error('the disk is gone')
    })()
    const outcome = sendBody(bus(), work, { mode: 'count' }, broken)
    await expect(outcome).rejects.toMatchObject({ code: 'body_failed' })
    await expect.poll(() => seen.failure).toMatchObject({ code: 'cancelled' })
  })

  it('of a known length stays with its sender until it is requested, and belongs to the sender again once it is sent', async () => {
    mayGoOn = Promise.withResolvers()
    const [begun, sent, ended] = Array.from({ length: 3 }, () => Promise.withResolvers<unknown>())
    const body = Buffer.alloc(5 * MIB, 'x')
    const state = { isSent: false }
    const stream = bus().openStream(work, { mode: 'later' }, body, {
      head: () => {},
      data: (bytes) => {
        stream.grant(bytes.byteLength)
        begun!.resolve(null)
      },
      end: ended!.resolve,
      error: ended!.reject,
      sent: () => {
        state.isSent = true
        body.fill(0)
        sent!.resolve(null)
      },
    })
    await begun!.promise
    await settled()
    expect(state.isSent).toBe(false)
    mayGoOn.resolve()
    await sent!.promise
    expect(await ended!.promise).toEqual({ total: 5 * MIB })
    expect(seen.letters).toBe(5 * MIB)
  })

  it('of a known length can be read in the same way', async () => {
    const { chunks } = await openAnswer(bus(), work, { mode: 'echo' }, Buffer.alloc(5 * MIB, 'x'))
    expect(Buffer.concat(await Array.fromAsync(chunks)).byteLength).toBe(5 * MIB)
  })
})
