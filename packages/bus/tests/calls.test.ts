import { startStopwatch, startTestNats } from '@gptget/testkit'
import type { TestServer } from '@gptget/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { BusError } from '../src/index.ts'
import { defineBroadcast, defineCall, nanoUsd } from '@gptget/contracts'
import type { Bus } from '../src/index.ts'
import { connectPair, settled } from './connect-pair.ts'

const add = defineCall('test.add', z.object({ a: nanoUsd, b: nanoUsd }), z.object({ sum: nanoUsd }))
const refuse = defineCall('test.refuse', z.object({ isOurs: z.boolean() }), z.object({}))
const unserved = defineCall('test.unserved', z.object({}), z.object({}))
const news = defineBroadcast('test.news', z.object({ text: z.string() }))

let nats: TestServer
let asker: Bus
let server: Bus
let closeBoth: () => Promise<void>

beforeAll(async () => {
  nats = await startTestNats()
  const pair = await connectPair(nats.url)
  ;[asker, server] = pair.buses
  closeBoth = pair.closeBoth
  server.serve(add, ({ a, b }) => ({ sum: a + b }))
  server.serve(refuse, ({ isOurs }) => {
    if (isOurs) throw new BusError('teapot', 'short and stout', { spout: 1 })
    throw new Error('password: hunter2')
  })
  await settled()
})
afterAll(async () => {
  await closeBoth()
  await nats.stop()
})

describe('a call', () => {
  it('is answered across processes, with exact amounts', async () => {
    const a = 123_456_789_012_345_678_901n
    expect(await asker.call(add, { a, b: 1n })).toEqual({ sum: a + 1n })
  })

  it('is answered in the same way within the process that serves it', async () => {
    expect(await server.call(add, { a: 1n, b: 2n })).toEqual({ sum: 3n })
  })

  it('can be sent to one process by name', async () => {
    expect(await asker.call(add, { a: 1n, b: 2n }, { instanceId: server.instanceId })).toEqual({ sum: 3n })
    await expect(asker.call(add, { a: 1n, b: 2n }, { instanceId: 'nobody' })).rejects.toMatchObject({
      code: 'unavailable',
    })
  })

  it('returns the code, message and details of a refusal made for the caller', async () => {
    await expect(asker.call(refuse, { isOurs: true })).rejects.toMatchObject({
      code: 'teapot',
      message: 'short and stout',
      details: { spout: 1 },
    })
  })

  it('does not reveal what went wrong inside the serving process', async () => {
    await expect(asker.call(refuse, { isOurs: false })).rejects.toMatchObject({
      code: 'internal',
      message: 'internal error',
    })
  })

  it('fails at once when no process serves it', async () => {
    const elapsedMs = startStopwatch()
    await expect(asker.call(unserved, {})).rejects.toMatchObject({ code: 'unavailable' })
    expect(elapsedMs()).toBeLessThan(1_000)
  })
})

describe('a broadcast', () => {
  it('reaches every process once, including the sender', async () => {
    const heard: string[] = []
    asker.on(news, ({ text }) => heard.push(`asker ${text}`))
    server.on(news, ({ text }) => heard.push(`server ${text}`))
    await settled()
    asker.emit(news, { text: 'hello' })
    await expect.poll(() => heard.toSorted()).toEqual(['asker hello', 'server hello'])
    await settled()
    expect(heard).toHaveLength(2)
  })
})
