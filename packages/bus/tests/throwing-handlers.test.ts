import { defineBroadcast, defineCall, defineStream } from '@gptget/contracts'
import { testNatsUrl } from '@gptget/testkit'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { connectBus } from '../src/index.ts'
import type { Bus, StreamSink } from '../src/index.ts'

const empty = z.object({})
const ask = defineCall('test.throwing.ask', empty, empty)
const look = defineCall('test.throwing.look', empty, empty)
const news = defineBroadcast('test.throwing.news', empty)
const SERVER_PLACES = ['none', 'at once', 'later', 'after its head'] as const
const work = defineStream(
  'test.throwing.work',
  z.object({ throwsAt: z.enum(SERVER_PLACES) }),
  z.object({}),
  z.object({ total: z.number() }),
)

const PIECE = Buffer.alloc(10_000, 'x')
const PIECES = 30

const broken = (): never => {
  throw new Error('broken handler')
}

const throwIf = (isThrowing: boolean): void => void (isThrowing && broken())

/** Sends pieces over some time, or throws where its head says. */
const serveWork = (bus: Bus) =>
  bus.serveStream(work, (stream) => {
    const { throwsAt } = stream.head
    if (throwsAt === 'at once') broken()
    return (async () => {
      await stream.body()
      if (throwsAt === 'later') broken()
      stream.respond({})
      if (throwsAt === 'after its head') broken()
      for (let piece = 0; piece < PIECES; piece++) {
        await stream.write(PIECE)
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
      stream.end({ total: PIECES })
    })()
  })

type SinkPlace = 'none' | 'head' | 'data' | 'end' | 'error'

/** Resolves with how a stream ended for its caller, which throws at one point of its sink. */
const run = (bus: Bus, throwsAt: (typeof SERVER_PLACES)[number], place: SinkPlace = 'none') =>
  new Promise<string>((resolve) => {
    const sink: StreamSink<typeof work> = {
      head: () => throwIf(place === 'head'),
      data: (bytes) => {
        throwIf(place === 'data')
        stream.grant(bytes.byteLength)
      },
      end: ({ total }) => {
        resolve(`ended ${total}`)
        throwIf(place === 'end')
      },
      error: ({ code }) => {
        resolve(`error ${code}`)
        throwIf(place === 'error')
      },
    }
    const stream = bus.openStream(work, { throwsAt }, Buffer.alloc(600_000, 'b'), sink)
  })

describe.each(['between two processes', 'within one process'])('a handler that throws once, %s', (where) => {
  let asking: Bus
  let serving: Bus
  let errors: string[]

  beforeEach(async () => {
    errors = []
    const onError = (error: unknown, what: string): void => void errors.push(`${what}: ${String(error)}`)
    const connect = (): Promise<Bus> => connectBus({ url: testNatsUrl(), name: 'test', onError })
    serving = await connect()
    asking = where === 'within one process' ? serving : await connect()
  })
  afterEach(async () => {
    await Promise.all(
      [...new Set([asking, serving])].map((bus) => bus.close({ cut: AbortSignal.timeout(200) })),
    )
  })

  it('fails its own exchange, and no other running one', async () => {
    let calls = 0
    serving.serve(ask, () => (calls++ === 0 ? broken() : {}))
    let finds = 0
    serving.serveFind(look, () => (finds++ === 0 ? broken() : {}))
    let heard = 0
    serving.on(news, () => void (heard++ === 0 && broken()))
    serveWork(serving)
    await Promise.all([serving.flush(), asking.flush()])

    const load = Promise.all(Array.from({ length: 20 }, () => run(asking, 'none')))
    const places = await Promise.all([
      ...(['at once', 'later', 'after its head'] as const).map((place) => run(asking, place)),
      ...(['head', 'data', 'end'] as const).map((place) => run(asking, 'none', place)),
      run(asking, 'later', 'error'),
    ])
    await expect(asking.call(ask, {})).rejects.toMatchObject({ code: 'internal' })
    await asking.find(look, {}, 200).catch(() => null)
    asking.emit(news, {})

    expect(places).toEqual([
      'error internal',
      'error internal',
      'error internal',
      'error internal',
      'error internal',
      `ended ${PIECES}`,
      'error internal',
    ])
    expect(await load).toEqual(Array.from({ length: 20 }, () => `ended ${PIECES}`))
    expect(await asking.call(ask, {})).toEqual({})
    expect(await asking.find(look, {}, 2_000)).toEqual({})
    asking.emit(news, {})
    await vi.waitFor(() => expect(heard).toBe(2))
    expect(asking.isConnected() && serving.isConnected()).toBe(true)
    expect(errors.filter((error) => error.includes('broken handler')).length).toBeGreaterThanOrEqual(8)
  })

  it('answers unreadable data with a failure, and receives the next', async () => {
    serveWork(serving)
    await Promise.all([serving.flush(), asking.flush()])
    const loose = { ...work, head: z.object({ throwsAt: z.string() }) }
    const failed = new Promise<string>((resolve) => {
      const stream = asking.openStream(loose, { throwsAt: 'nowhere' }, Buffer.alloc(0), {
        head: () => {},
        data: (bytes) => stream.grant(bytes.byteLength),
        end: () => resolve('ended'),
        error: ({ code }) => resolve(code),
      })
    })
    // Within one process nothing is encoded, so nothing is decoded either.
    expect(await failed).toBe(where === 'within one process' ? 'ended' : 'internal')
    expect(await run(asking, 'none')).toBe(`ended ${PIECES}`)
  })
})
