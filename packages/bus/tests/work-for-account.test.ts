import { callerOfWork } from '@gptget/callers'
import { defineCall, defineExchange } from '@gptget/contracts'
import { testNatsUrl } from '@gptget/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { connectBus, exchange, serveExchange } from '../src/index.ts'
import type { Bus } from '../src/index.ts'

const head = z.object({
  accountId: z.string().optional(),
  generation: z.object({ accountId: z.string() }).optional(),
})
const ask = defineCall('test.callers.ask', head, z.object({ caller: z.string().nullable() }))
const read = defineExchange('test.callers.read', head)

const connect = (): Promise<Bus> => connectBus({ url: testNatsUrl(), name: 'test', onError: () => {} })

const tell = async (): Promise<string | null> => {
  await new Promise((resolve) => setImmediate(resolve))
  return callerOfWork()
}

let server: Bus
let client: Bus
beforeAll(async () => {
  server = await connect()
  client = await connect()
  server.serve(ask, async () => ({ caller: await tell() }))
  serveExchange(server, read, async () => Buffer.from(String(await tell())))
  await server.flush()
})
afterAll(async () => {
  await client.close()
  await server.close()
})

describe('a handler on the bus', () => {
  it.each([
    ['the account of the request', { accountId: 'a' }, 'a'],
    ['the account of its generation', { generation: { accountId: 'b' } }, 'b'],
    ['the process itself, without an account', {}, null],
  ])('works for %s', async (_, asked, caller) => {
    expect(await client.call(ask, asked)).toEqual({ caller })
    expect(await server.call(ask, asked)).toEqual({ caller })
    expect((await exchange(client, read, asked)).toString()).toBe(String(caller))
  })
})
