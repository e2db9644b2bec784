import { connect } from '@nats-io/transport-node'
import { Client } from 'pg'
import { describe, expect, it } from 'vitest'
import { createTestDatabase, startTestNats, startTestPostgres, testNatsUrl } from './index.ts'

const run = async (url: string, sql: string): Promise<unknown[]> => {
  const client = new Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<Record<string, unknown>>(sql).finally(() => client.end())
  return rows
}

describe('the servers of a test run', () => {
  it('give each caller a separate empty database', async () => {
    const [one, two] = await Promise.all([createTestDatabase(), createTestDatabase()])
    await run(one.url, 'create table only_here (id int)')
    await expect(run(two.url, 'select * from only_here')).rejects.toThrow(/does not exist/)
    await Promise.all([one.drop(), two.drop()])
    await expect(run(one.url, 'select 1')).rejects.toThrow(/does not exist/)
  })

  it('share one NATS', async () => {
    const client = await connect({ servers: testNatsUrl() })
    expect(client.info?.jetstream).toBe(true)
    await client.close()
  })

  it('restart a killed NATS on the same port', async () => {
    const nats = await startTestNats()
    const client = await connect({ servers: nats.url, reconnectTimeWait: 20 })
    const events = client.status()
    await nats.kill()
    await nats.restart()
    for await (const event of events) if (event.type === 'reconnect') break
    await expect(client.flush()).resolves.toBeUndefined()
    await client.close()
    await nats.stop()
    await expect(connect({ servers: nats.url, reconnect: false, timeout: 500 })).rejects.toThrow(/refused/)
  })

  it('restart a killed Postgres with its data', async () => {
    const postgres = await startTestPostgres()
    await run(postgres.url, 'create table kept as select 7 as id')
    await postgres.kill()
    await postgres.restart()
    expect(await run(postgres.url, 'select id from kept')).toEqual([{ id: 7 }])
    await postgres.stop()
  })
})
