import { ACCESS, BUS_USERS, joinAccess, resolveKey, takeLease } from '@gptget/contracts'
import type { BusUser } from '@gptget/contracts'
import { startTestNats, type TestServer } from '@gptget/testkit'
import { connect } from '@nats-io/transport-node'
import type { NatsConnection } from '@nats-io/transport-node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectBus, NATS_USERS, printAuthorization, restrictAccess } from '../src/index.ts'

let nats: TestServer
let address: string
const connections = new Map<string, NatsConnection>()

beforeAll(async () => {
  const authorization = printAuthorization(
    (user) => JSON.stringify(`pw-${user}`),
    ['{ user: "observer", password: "pw-observer" }'],
  )
  nats = await startTestNats({ authorization })
  address = nats.url.replace('nats://', '')
  for (const user of [...NATS_USERS, 'observer'])
    connections.set(user, await connect({ servers: address, user, pass: `pw-${user}`, reconnect: false }))
})
afterAll(async () => {
  await Promise.all([...connections.values()].map((connection) => connection.close()))
  await nats.stop()
})

/** Whether NATS lets a user subscribe. */
const maySubscribe = async (user: string, subject: string): Promise<boolean> => {
  const connection = connections.get(user)!
  const { promise, resolve } = Promise.withResolvers<boolean>()
  connection.subscribe(subject, { callback: (error) => resolve(error === null) })
  await connection.flush()
  // NATS answers in order: a refusal precedes the answer to the flush.
  resolve(true)
  return promise
}

/** Whether NATS passes on a user's messages. */
const mayPublish = async (user: string, subject: string): Promise<boolean> => {
  const observer = connections.get('observer')!
  let isHeard = false
  const subscription = observer.subscribe(subject, { callback: () => void (isHeard = true) })
  await observer.flush()
  const connection = connections.get(user)!
  connection.publish(subject)
  // NATS works in order: once both are flushed the message has arrived, or never will.
  await connection.flush()
  await observer.flush()
  subscription.unsubscribe()
  return isHeard
}

describe('NATS allows a service', () => {
  it('to connect only with its own password', async () => {
    const login = { servers: address, reconnect: false }
    await expect(connect(login)).rejects.toThrow(/authorization/i)
    await expect(connect({ ...login, user: 'router', pass: 'pw-billing' })).rejects.toThrow(/authorization/i)
  })

  describe.each(BUS_USERS)('%s', (user: BusUser) => {
    const own = new Set(ACCESS[user].serves.map(({ name }) => name))
    const foreign = BUS_USERS.flatMap((other) => ACCESS[other].serves.map(({ name }) => name)).filter(
      (name) => !own.has(name),
    )

    it('to serve its own subjects and no others', async () => {
      for (const name of own) expect([name, await maySubscribe(user, name)]).toEqual([name, true])
      for (const name of foreign) expect([name, await maySubscribe(user, name)]).toEqual([name, false])
    })

    it('to receive no answer or frame for another', async () => {
      for (const other of BUS_USERS) {
        const isOwn = other === user
        expect([other, await maySubscribe(user, `_INBOX.${other}.abc.*`)]).toEqual([other, isOwn])
        expect([other, await maySubscribe(user, `gptget.inbox.${other}.abc`)]).toEqual([other, isOwn])
      }
      expect(await maySubscribe(user, '>')).toBe(false)
    })

    it('to call only what it declares', async () => {
      const asks = new Set(ACCESS[user].asks.map(({ name }) => name))
      for (const name of [...own, ...foreign])
        expect([name, await mayPublish(user, name)]).toEqual([name, asks.has(name)])
    })

    it('never to delete or purge stored data', async () => {
      for (const verb of ['DELETE', 'PURGE', 'MSG.DELETE'])
        expect([verb, await mayPublish(user, `$JS.API.STREAM.${verb}.USAGE`)]).toEqual([verb, false])
      const consumes: string = ACCESS[user].usage
      expect(await mayPublish(user, '$JS.API.CONSUMER.MSG.NEXT.USAGE.billing')).toBe(consumes === 'consume')
    })
  })
})

it('a subject that a service does not declare is refused before it is used, by name', async () => {
  const open = await startTestNats()
  const bus = await connectBus({ url: open.url, name: 'router', onError: () => {} })
  const router = restrictAccess(bus, 'router', joinAccess(['router']))
  expect(() => router.call(takeLease, {} as never)).toThrow(
    /router may not use "billing.leases.take".*access\.ts/,
  )
  expect(() => router.serve(resolveKey, () => ({ key: null }))).toThrow(/"billing.keys.resolve".*"serves"/)
  await bus.close()
  await open.stop()
})
