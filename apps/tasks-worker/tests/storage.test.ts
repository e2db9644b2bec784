import { LARGE_BODY_BYTES, ThreadPool } from '@gptget/threads'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readEnded } from '../src/bodies/ended-row.ts'
import type { TasksWorks } from '../src/bodies/jobs.ts'
import type { Context } from '../src/context.ts'
import { addItems, deleteItem, listItems } from '../src/conversations/conversation-items.ts'
import {
  createConversation,
  deleteConversation,
  updateConversation,
} from '../src/conversations/conversations.ts'
import type { Database } from '../src/db/schema/index.ts'
import { deleteResponse } from '../src/responses/delete-response.ts'
import { storeResponse } from '../src/responses/keep-response.ts'
import { sweepExpired } from '../src/retention/retention.ts'
import { storedBytesOf } from '../src/storage/room.ts'
import { openContext } from './open-context.ts'

const MAX_BYTES = 100_000
const accountId = 'acct_full'
const ASKED = { accountId, conversationId: 'conv_1' }
const FULL = { code: 'storage_quota_exceeded', details: { param: 'store' } }

let opened: Awaited<ReturnType<typeof openContext>>
let db: Database
let context: Context
let nowMs = 0

beforeAll(async () => {
  opened = await openContext({ now: () => new Date(nowMs), config: { maxStoredBytes: MAX_BYTES } })
  ;({ context } = opened)
  ;({ db } = context)
})
beforeEach(async () => {
  nowMs = Date.UTC(2026, 0, 1)
  await db.deleteFrom('responses').execute()
  await db.deleteFrom('conversations').execute()
})
afterAll(() => opened.close())

const keep = async (responseId: string, bytes: number, conversationId: string | null = null) => {
  const response = { id: responseId, status: 'completed', output: [] }
  const body = Buffer.from(JSON.stringify({ input: ['x'.repeat(bytes)], response }))
  const storage = { previousResponseId: null, conversationId, historyItemCount: 0 }
  const row = readEnded(body, { responseId, conversationId })
  await storeResponse(context, { accountId, responseId, storage }, row)
}
const create = (bytes: number) =>
  createConversation(
    context,
    { accountId, conversation: { conversationId: ASKED.conversationId, createdAtSeconds: 1, metadata: {} } },
    JSON.stringify(bytes === 0 ? [] : ['x'.repeat(bytes)]),
  )
const items = (bytes: number): string =>
  JSON.stringify([{ type: 'message', role: 'user', content: 'y'.repeat(bytes) }])
/** The last item. */
const listed = async (): Promise<{ id: string }[]> => {
  const page = { order: 'desc', after: null, limit: 1 } as const
  const list = await listItems(context, { ...ASKED, page })
  return (JSON.parse(list.toString()) as { data: { id: string }[] }).data
}
const counted = (): Promise<number> => storedBytesOf(db, accountId)

/** The content of the tables, counted again. */
const recounted = async (): Promise<number> => {
  const { rows } = await sql<{ bytes: string | null }>`
    select sum(bytes) as bytes from (
      select bytes from responses union all select bytes from conversations
      union all select bytes from conversation_turns union all select bytes from background_runs
    ) as rows`.execute(db)
  return Number(rows[0]?.bytes ?? 0)
}

describe('an account’s stored bytes', () => {
  it('match its tables, after everything that writes to them', async () => {
    await create(1_000)
    await keep('resp_1', 2_000, ASKED.conversationId)
    await addItems(context, ASKED, items(500))
    await updateConversation(context, { ...ASKED, metadata: { label: 'z'.repeat(100) } })
    const data = await listed()
    expect(await counted()).toBe(await recounted())
    await deleteItem(context, { ...ASKED, itemId: data[0]!.id })
    expect(await counted()).toBe(await recounted())
    await deleteResponse(context, { accountId, responseId: 'resp_1' })
    expect(await counted()).toBe(await recounted())
    await deleteConversation(context, ASKED)
    expect([await counted(), await recounted()]).toEqual([0, 0])
  })

  it('do not include items whose caller was told that they were not added', async () => {
    await create(0)
    const before = await counted()
    const config = { ...context.config, maxStoredBytes: 10 * LARGE_BODY_BYTES }
    const threads = new ThreadPool<TasksWorks>({
      load: () => Promise.reject(new Error('no thread could be started')),
      onError: () => undefined,
    })
    const adding = addItems({ ...context, config, threads }, ASKED, items(LARGE_BODY_BYTES))
    await expect(adding).rejects.toThrow('no thread could be started')
    expect([await counted(), await listed(), await recounted()]).toEqual([before, [], before])
  })

  it('shrink by all items that are removed from one turn at once', async () => {
    await create(0)
    const ids = ['a', 'b', 'c', 'd', 'e'].map((letter) => `msg_${letter}`)
    const turn = ids.map((id) => ({ id, type: 'message', role: 'user', content: 'y' }))
    await addItems(context, ASKED, JSON.stringify(turn))
    await Promise.all(ids.map((itemId) => deleteItem(context, { ...ASKED, itemId })))
    expect(await listed()).toEqual([])
    expect(await counted()).toBe(await recounted())
  })

  it('shrink when responses expire', async () => {
    await keep('resp_1', 2_000)
    nowMs += 31 * 86_400_000
    await sweepExpired(context, 'responses')
    expect([await counted(), await recounted()]).toEqual([0, 0])
  })

  it.each<[string, () => Promise<unknown>]>([
    ['a response', () => keep('resp_2', 60_000)],
    ['a conversation', () => create(60_000)],
    [
      'labels',
      async () => {
        await create(0)
        await updateConversation(context, { ...ASKED, metadata: { label: 'z'.repeat(60_000) } })
      },
    ],
    [
      'items',
      async () => {
        await create(0)
        await addItems(context, ASKED, items(60_000))
      },
    ],
  ])(
    'are limited: %s that does not fit is refused by name and leaves nothing behind',
    async (_what, write) => {
      await keep('resp_1', 60_000)
      await expect(write()).rejects.toMatchObject(FULL)
      expect(await counted()).toBeLessThanOrEqual(MAX_BYTES)
      expect(await counted()).toBe(await recounted())
      await deleteResponse(context, { accountId, responseId: 'resp_1' })
      await deleteConversation(context, ASKED)
      await write()
    },
  )

  it('never exceed the limit, however many write at once', async () => {
    const writes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) => keep(`resp_${index}`, 20_000)),
    )
    expect(writes.filter(({ status }) => status === 'fulfilled')).toHaveLength(4)
    expect(await counted()).toBe(await recounted())
  })

  it('count something for empty conversations', async () => {
    let created = 0
    const another = () =>
      createConversation(
        context,
        {
          accountId,
          conversation: { conversationId: `conv_${++created}`, createdAtSeconds: 1, metadata: {} },
        },
        '[]',
      )
    const many = async () => {
      for (;;) await another()
    }
    await expect(many()).rejects.toMatchObject(FULL)
    expect(created).toBeLessThan(200)
  })
})
