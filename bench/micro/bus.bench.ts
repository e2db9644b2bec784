import { setImmediate as nextTurn } from 'node:timers/promises'
import { connectBus, type Bus } from '@gptget/bus'
import { defineCall, defineStream } from '@gptget/contracts'
import { testNatsUrl } from '@gptget/testkit'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { z } from 'zod'
import { measureEach } from './measure-each.ts'

const FRAMES = 1_000
const FRAME = Buffer.alloc(250, 'x')
const pacing = z.enum(['as they come', 'one a turn'])
const frames = defineStream('bench.frames', pacing, z.null(), z.null())
const echo = defineCall('bench.echo', z.number(), z.number())

const serve = (bus: Bus): void => {
  bus.serve(echo, (number) => number)
  bus.serveStream(frames, async (stream) => {
    stream.respond(null)
    for (let index = 0; index < FRAMES; index += 1) {
      await stream.write(FRAME)
      if (stream.head === 'one a turn') await nextTurn()
    }
    stream.end(null)
  })
}

const readStream = (bus: Bus, head: z.output<typeof pacing>): Promise<void> =>
  new Promise((resolve, reject) => {
    const stream = bus.openStream(frames, head, Buffer.alloc(0), {
      head: () => {},
      data: (bytes) => stream.grant(bytes.byteLength),
      end: () => resolve(),
      error: reject,
    })
  })

const connect = (): Promise<Bus> => connectBus({ url: testNatsUrl(), name: 'bench', onError: console.error })

describe.each(['through NATS', 'in one process'])('%s', (where) => {
  let [asking, serving]: Bus[] = []
  beforeAll(async () => {
    serving = await connect()
    asking = where === 'in one process' ? serving : await connect()
    serve(serving)
    await serving.flush()
  })
  afterAll(async () => {
    for (const bus of new Set([asking!, serving!])) await bus.close({ cut: AbortSignal.timeout(200) })
  })

  for (const head of pacing.options)
    test(head, (task) =>
      measureEach(task, `frames ${where}, ${head}`, {
        count: FRAMES,
        of: 'frame',
        work: () => readStream(asking!, head),
      }),
    )
  test('call', (task) =>
    measureEach(task, `a call and its answer ${where}`, {
      count: 1,
      of: 'call',
      work: () => asking!.call(echo, 1),
    }))
})
