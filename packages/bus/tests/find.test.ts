import { startTestNats } from '@gptget/testkit'
import type { TestServer } from '@gptget/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { defineCall, defineStream } from '@gptget/contracts'
import type { Bus } from '../src/index.ts'
import { connectPair, settled } from './connect-pair.ts'

const whoHas = defineCall(
  'test.who-has',
  z.object({ name: z.string() }),
  z.object({ instanceId: z.string() }),
)
const nobodyServes = defineCall('test.who-has-not', z.object({}), z.object({}))
const greet = defineStream('test.greet', z.object({}), z.object({ instanceId: z.string() }), z.null())

let nats: TestServer
let first: Bus
let second: Bus
let closeBoth: () => Promise<void>

beforeAll(async () => {
  nats = await startTestNats()
  const pair = await connectPair(nats.url)
  ;[first, second] = pair.buses
  closeBoth = pair.closeBoth
  for (const [bus, name] of [
    [first, 'one'],
    [second, 'two'],
  ] as const) {
    bus.serveFind(whoHas, (asked) => (asked.name === name ? { instanceId: bus.instanceId } : null))
    bus.serveStream(greet, async (stream) => {
      stream.respond({ instanceId: bus.instanceId })
      stream.end(null)
    })
  }
  await settled()
})
afterAll(async () => {
  await closeBoth()
  await nats.stop()
})

describe('a call to all processes', () => {
  it('is answered by the one that has an answer, including itself', async () => {
    expect(await first.find(whoHas, { name: 'two' }, 2_000)).toEqual({ instanceId: second.instanceId })
    expect(await first.find(whoHas, { name: 'one' }, 2_000)).toEqual({ instanceId: first.instanceId })
  })

  it('has no answer if none of them has one, or none listens', async () => {
    expect(await first.find(whoHas, { name: 'three' }, 50)).toBeNull()
    expect(await first.find(nobodyServes, {}, 2_000)).toBeNull()
  })
})

const askGreeting = (bus: Bus, instanceId: string): Promise<string> =>
  new Promise((resolve, reject) => {
    bus.openStream(
      greet,
      {},
      Buffer.alloc(0),
      { head: (head) => resolve(head.instanceId), data: () => {}, end: () => {}, error: reject },
      instanceId,
    )
  })

describe('a stream opened at one process', () => {
  it('is served by that process and no other', async () => {
    for (const asking of [first, second])
      for (const asked of [first, second])
        expect(await askGreeting(asking, asked.instanceId)).toBe(asked.instanceId)
  })

  it('fails at once if that process does not exist', async () => {
    await expect(askGreeting(first, 'nobody')).rejects.toMatchObject({ code: 'unavailable' })
  })
})
