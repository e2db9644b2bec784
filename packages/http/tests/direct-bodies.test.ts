import { BusError, connectBus, sendBody } from '@gptget/bus'
import type { Bus } from '@gptget/bus'
import { startTestNats } from '@gptget/testkit'
import type { TestServer } from '@gptget/testkit'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { sendDirectly } from '../src/index.ts'
import { counted } from './counted.ts'
import { serveCounted } from './counting-thread.ts'

const PIECE_BYTES = 256 * 1024

let nats: TestServer
let bus: Bus
let stop: () => Promise<unknown>

const start = {
  'another process': async (): Promise<void> => {
    const thread = new Worker(new URL('counting-thread.ts', import.meta.url), {
      workerData: { natsUrl: nats.url },
    })
    await once(thread, 'message')
    stop = () => thread.terminate()
  },
  'the same process': async (): Promise<void> => {
    const server = await serveCounted(nats.url)
    stop = () => server.stop()
  },
}

beforeAll(async () => {
  nats = await startTestNats()
  bus = await connectBus({ url: nats.url, name: 'test', onError: () => {} })
})
afterEach(() => stop())
afterAll(async () => {
  await bus.close({ cut: AbortSignal.timeout(200) })
  await nats.stop()
})

/** Pieces that all differ, and their hash. `then`: what happens after them. */
const makeBody = (pieces: number, then: () => Promise<void> | void = () => {}) => {
  const hash = createHash('sha256')
  const made = { isClosed: false, sha256: () => hash.copy().digest('hex') }
  const body = (async function* () {
    try {
      for (let index = 0; index < pieces; index += 1) {
        const piece = Buffer.allocUnsafeSlow(PIECE_BYTES).fill(index + 1)
        hash.update(piece)
        yield piece
      }
      await then()
    } finally {
      made.isClosed = true
    }
  })()
  return { body, made }
}

describe.each(['another process', 'the same process'] as const)('a body sent directly to %s', (where) => {
  const isApart = where === 'another process'

  it('arrives whole, in order, past the bus', async () => {
    await start[where]()
    for (const pieces of [40, 1, 0]) {
      const { body, made } = makeBody(pieces)
      expect(await sendDirectly(bus, counted, { mode: 'count' }, body)).toEqual({
        byteLength: pieces * PIECE_BYTES,
        sha256: made.sha256(),
        postedCount: isApart ? 1 : 0,
      })
      expect(made.isClosed).toBe(true)
    }
  })

  it('goes through the bus if its caller or nobody can reach the address', async () => {
    await start[where]()
    const old = makeBody(5)
    const framed = await sendBody(bus, counted, { mode: 'count' }, old.body)
    expect([framed.sha256, framed.postedCount]).toEqual([old.made.sha256(), 0])
    const { body, made } = makeBody(5)
    const unreached = await sendDirectly(bus, counted, { mode: 'unreachable' }, body)
    expect([unreached.sha256, unreached.postedCount]).toEqual([made.sha256(), 0])
  })

  it('fails with the reason of the serving side, and is read no further', async () => {
    await start[where]()
    const { body, made } = makeBody(1_000)
    const refused = sendDirectly(bus, counted, { mode: 'refuse' }, body)
    await expect(refused).rejects.toMatchObject({ code: 'teapot' })
    await expect.poll(() => made.isClosed).toBe(true)
  })

  it('fails as `body_failed` if it breaks off itself', async () => {
    await start[where]()
    const { body } = makeBody(3, () => Promise.reject(new Error('the disk broke')))
    const broken = sendDirectly(bus, counted, { mode: 'count' }, body)
    await expect(broken).rejects.toMatchObject({ code: 'body_failed', cause: { message: 'the disk broke' } })
    const { body: next } = makeBody(1)
    expect(await sendDirectly(bus, counted, { mode: 'count' }, next)).toMatchObject({
      byteLength: PIECE_BYTES,
    })
  })
})

it('a body sent directly to a process that dies is lost, not shortened', async () => {
  await start['another process']()
  const { body } = makeBody(1_000)
  const lost = sendDirectly(bus, counted, { mode: 'vanish' }, body)
  await expect(lost).rejects.toBeInstanceOf(BusError)
  await expect(lost).rejects.toMatchObject({ code: expect.stringMatching(/lost|cancelled/) })
}, 30_000)
