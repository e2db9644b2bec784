import { defineCall, defineStream } from '@gptget/contracts'
import { testNatsUrl } from '@gptget/testkit'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { connectBus } from '../src/index.ts'
import type { Bus } from '../src/index.ts'

/** NATS accepts 1 MiB, and ends the connection of whoever sends more. */
const TOO_LARGE = 'x'.repeat(1_100_000)

const text = z.object({ text: z.string() })
const ask = defineCall('test.large.ask', text, text)
const work = defineStream('test.large.work', text, z.object({}), z.object({}))

const errors: string[] = []
const connect = (): Promise<Bus> =>
  connectBus({ url: testNatsUrl(), name: 'test', onError: (error) => void errors.push(String(error)) })

let server: Bus
let client: Bus
let goOn: () => void
beforeAll(async () => {
  server = await connect()
  client = await connect()
  const gate = Promise.withResolvers<void>()
  goOn = gate.resolve
  server.serve(ask, ({ text }) => ({ text: text === 'much' ? TOO_LARGE : text }))
  server.serveStream(work, async (stream) => {
    stream.respond({})
    await gate.promise
    stream.end({})
  })
  await server.flush()
})
afterAll(async () => {
  await client.close()
  await server.close()
})

/** Resolves with how a stream ended; `begun` when its server has answered. */
const run = (head: string) => {
  const begun = Promise.withResolvers<void>()
  const ended = new Promise<string>((resolve) => {
    client.openStream(work, { text: head }, Buffer.alloc(10), {
      head: () => begun.resolve(),
      data: () => {},
      end: () => resolve('ended'),
      error: ({ code }) => resolve(code),
    })
  })
  return { begun: begun.promise, ended }
}

it('a message that NATS refuses fails its own exchange, and no other on the connection', async () => {
  const other = run('small')
  await other.begun
  expect(await run(TOO_LARGE).ended).toBe('request_too_large')
  await expect(client.call(ask, { text: TOO_LARGE })).rejects.toMatchObject({ code: 'request_too_large' })
  await expect(client.call(ask, { text: 'much' })).rejects.toMatchObject({ code: 'internal' })
  expect(await client.call(ask, { text: 'little' })).toEqual({ text: 'little' })
  goOn()
  expect(await other.ended).toBe('ended')
  expect(errors).toEqual([expect.stringContaining('more than one message holds')])
})
