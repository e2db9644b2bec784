import { startTestNats } from '@gptget/testkit'
import type { TestServer } from '@gptget/testkit'
import { DiscardPolicy, jetstreamManager } from '@nats-io/jetstream'
import type { JetStreamManager } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import type { NatsConnection } from '@nats-io/transport-node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AcknowledgedPublisher } from '../src/usage/acknowledged.ts'

let nats: TestServer
let connection: NatsConnection
let manager: JetStreamManager
let publisher: AcknowledgedPublisher

beforeAll(async () => {
  nats = await startTestNats()
  connection = await connect({ servers: nats.url.replace('nats://', '') })
  manager = await jetstreamManager(connection)
  publisher = new AcknowledgedPublisher(connection, '_INBOX.test')
  await manager.streams.add({ name: 'ROOM', subjects: ['room.*'] })
  await manager.streams.add({ name: 'FULL', subjects: ['full.*'], max_msgs: 1, discard: DiscardPolicy.New })
})
afterAll(async () => {
  await connection.close()
  await nats.stop()
})

const publish = (subject: string, messageId: string, timeoutMs = 2_000): Promise<void> =>
  publisher.publish(subject, Buffer.from('x'), messageId, timeoutMs)

const stored = async (stream: string): Promise<number> => (await manager.streams.info(stream)).state.messages

describe('a published and acknowledged message', () => {
  it('is stored, once for each id', async () => {
    await Promise.all(['a', 'b', 'a', 'c'].map((id) => publish('room.x', id)))
    expect(await stored('ROOM')).toBe(3)
  })

  it('does not count as stored if the stream refuses it', async () => {
    await publish('full.x', 'a')
    await expect(publish('full.x', 'b')).rejects.toThrow(/maximum messages exceeded/)
    expect(await stored('FULL')).toBe(1)
  })

  it('does not count as stored if no stream has its subject, or no answer arrives', async () => {
    await expect(publish('nowhere.x', 'a')).rejects.toThrow('no stream takes it')
    connection.subscribe('silent.x', { callback: () => {} })
    await expect(publish('silent.x', 'a', 50)).rejects.toThrow('silent.x was not acknowledged within 50 ms')
  })
})
