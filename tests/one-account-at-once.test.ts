import { openDatabase } from '@gptget/postgres'
import { sql, type Kysely } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Account } from './platform/admin.ts'
import { scriptedConfig } from './platform/scripted-config.ts'
import { usePlatform } from './platform/use-platform.ts'

const AT_ONCE = 50
const MOST_WEBHOOKS = 20

const world = usePlatform((upstream) => ({
  config: scriptedConfig(upstream, ['text-5']),
  env: { DATABASE_MAX_CONNECTIONS: '8' },
}))

let db: Kysely<object>
let greedy: Account
let modest: Account
beforeAll(async () => {
  db = openDatabase(world.platform.databaseUrl)
  greedy = await world.platform.admin.createAccount()
  modest = await world.platform.admin.createAccount()
})
afterAll(() => db?.destroy())

const send = async ({ apiKey }: Account, path: string, body?: object): Promise<number> => {
  const answer = await fetch(world.platform.edges[0]!.url + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  await answer.arrayBuffer()
  return answer.status
}

/** What a service reads for its callers, from a table that is busy for as long as `work` takes. */
const whileBusy = (table: string, work: () => Promise<void>): Promise<void> =>
  db.transaction().execute(async (tx) => {
    await sql`lock table ${sql.table(table)} in access exclusive mode`.execute(tx)
    await work()
  })

/** By service: what one account asks many times at once, the table that makes it slow, and what another one asks. */
const SERVICES: [service: string, slow: string, table: string, other: string][] = [
  ['the tasks-worker, over HTTP', '/v1/tasks', 'tasks.tasks', '/v1/webhooks'],
  ['the tasks-worker, over the bus', '/v1/responses/resp_none', 'tasks.responses', '/v1/webhooks'],
  ['billing', '/v1/activity', 'billing.activity', '/v1/byok'],
]

describe('an account with many slow requests at once', () => {
  it.each(SERVICES)('keeps no other account waiting: %s', async (_, slow, table, other) => {
    // Its key is known from here on.
    expect(await send(modest, other)).toBe(200)
    let many: Promise<number[]> | undefined
    await whileBusy(table, async () => {
      many = Promise.all(Array.from({ length: AT_ONCE }, () => send(greedy, slow)))
      for (let turn = 0; turn < 5; turn++) expect(await send(modest, other)).toBe(200)
    })
    const statuses = new Set(await many)
    // Those that waited too long are told to come again: it is their own doing, and no failure of ours.
    expect([...statuses].filter((status) => ![200, 404, 429].includes(status))).toEqual([])
  })
})

describe('things that an account creates at once', () => {
  it('are no more than those that it may have: webhooks', async () => {
    const account = await world.platform.admin.createAccount()
    const created = await Promise.all(
      Array.from({ length: AT_ONCE }, (_, at) =>
        send(account, '/v1/webhooks', { url: `https://example.com/${at}`, events: ['task.completed'] }),
      ),
    )
    expect(created.filter((status) => status === 200)).toHaveLength(MOST_WEBHOOKS)
    expect(new Set(created)).toEqual(new Set([200, 409]))
  })
})
