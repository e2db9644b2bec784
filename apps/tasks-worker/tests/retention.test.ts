import { LARGE_BODY_BYTES } from '@gptget/threads'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { MAX_KEPT_LENGTH, readEnded } from '../src/bodies/ended-row.ts'
import type { Context } from '../src/context.ts'
import type { Database } from '../src/db/schema/index.ts'
import { storeResponse } from '../src/responses/keep-response.ts'
import { createConversation, readConversation } from '../src/conversations/conversations.ts'
import { addItems } from '../src/conversations/conversation-items.ts'
import { readHistory } from '../src/responses/read-history.ts'
import { readResponse } from '../src/responses/read-response.ts'
import { retention, sweepExpired } from '../src/retention/retention.ts'
import { openContext } from './open-context.ts'

const DAY_MS = 86_400_000

let opened: Awaited<ReturnType<typeof openContext>>
let db: Database
let context: Context
let today = 0

beforeAll(async () => {
  opened = await openContext({ now: () => new Date(Date.UTC(2026, 0, 1) + today * DAY_MS) })
  ;({ context } = opened)
  ;({ db } = context)
})

beforeEach(async () => {
  today = 0
  await db.deleteFrom('responses').execute()
})

afterAll(() => opened.close())

const accountId = 'acc_1'

const keep = async (
  responseId: string,
  previousResponseId: string | null = null,
  input: unknown[] = [responseId],
) => {
  const response = { id: responseId, status: 'completed', output: [`${responseId} out`] }
  const body = Buffer.from(JSON.stringify({ input, response }))
  const storage = { previousResponseId, conversationId: null, historyItemCount: 0 }
  const row = readEnded(body, { responseId, conversationId: null })
  await storeResponse(context, { accountId, responseId, storage }, row)
}

const historyOf = async (previousResponseId: string): Promise<unknown> =>
  JSON.parse((await readHistory(context, { accountId, previousResponseId, conversationId: null })).toString())

describe('a stored response', () => {
  it('exists for thirty days, swept or not', async () => {
    await keep('resp_a')
    today = 29
    expect(await sweepExpired(context, 'responses')).toBe(0)
    const read = await readResponse(context, { accountId, responseId: 'resp_a' })
    expect(JSON.parse(read.toString())).toMatchObject({ id: 'resp_a' })
    today = 30
    await expect(readResponse(context, { accountId, responseId: 'resp_a' })).rejects.toThrow('not found')
    expect(await sweepExpired(context, 'responses')).toBe(1)
  })

  it('stays while its successors are continued', async () => {
    await keep('resp_a')
    today = 20
    await keep('resp_b', 'resp_a')
    expect(await historyOf('resp_b')).toEqual(['resp_a', 'resp_a out', 'resp_b', 'resp_b out'])
    today = 45
    await sweepExpired(context, 'responses')
    expect(await historyOf('resp_b')).toHaveLength(4)
  })

  it('that continues an expired one is refused rather than answered without it', async () => {
    await keep('resp_a')
    today = 20
    await keep('resp_b', 'resp_a')
    today = 40
    await sweepExpired(context, 'responses')
    await expect(historyOf('resp_b')).rejects.toMatchObject({
      code: 'invalid_request',
      details: { param: 'previous_response_id' },
      message: expect.stringContaining('resp_a'),
    })
  })

  it('stored twice stays the first one', async () => {
    await keep('resp_a', null, ['first'])
    await keep('resp_a', null, ['second'])
    expect(await historyOf('resp_a')).toEqual(['first', 'resp_a out'])
  })

  it('is refused above the size limit', async () => {
    await expect(keep('resp_a', null, ['x'.repeat(MAX_KEPT_LENGTH)])).rejects.toMatchObject({
      code: 'request_too_large',
    })
  })

  it('is serialized the same in a thread if it is large', async () => {
    const text = 'ä'.repeat(LARGE_BODY_BYTES)
    await keep('resp_a', null, [text])
    expect(await historyOf('resp_a')).toEqual([text, 'resp_a out'])
  })

  it('may contain any text, also what a jsonb column would refuse', async () => {
    await keep('resp_a', null, ['\u0000 \uD800 \u2028'])
    expect(await historyOf('resp_a')).toContain('\u0000 \uD800 \u2028')
  })
})

const begin = (taskId: string, dueAt: Date | null) =>
  db
    .insertInto('tasks')
    .values({
      task_id: taskId,
      account_id: accountId,
      key_id: 'key_1',
      type: 'video',
      surface: 'tasks',
      kind: 'video',
      model: 'openai/sora',
      state: dueAt === null ? 'completed' : 'running',
      request: '{}',
      public_url: 'http://localhost',
      largest_cost: 0n,
      usual_ms: 1,
      due_at: dueAt,
      created_at: context.now(),
      deadline_at: context.now(),
      expires_at: new Date(context.now().getTime() + 30 * DAY_MS),
    })
    .execute()

describe('an account with a shorter retention', () => {
  it('loses its ended tasks then, and running ones after they have ended', async () => {
    await begin('task_ended', null)
    await begin('task_open', context.now())
    expect(await retention(context, 'tasks', { accountId, days: 3 })).toEqual({ days: 3, mostDays: 30 })
    today = 2
    expect(await sweepExpired(context, 'tasks')).toBe(0)
    today = 3
    expect(await sweepExpired(context, 'tasks')).toBe(1)
    await db.updateTable('tasks').set({ state: 'completed', due_at: null }).execute()
    expect(await sweepExpired(context, 'tasks')).toBe(1)
  })

  it('loses conversations this many days after their last use, at any age', async () => {
    const create = (conversationId: string) => {
      const conversation = { conversationId, createdAtSeconds: context.now().getTime() / 1_000, metadata: {} }
      return createConversation(context, { accountId, conversation }, '[]')
    }
    await create('conv_old')
    await create('conv_used')
    // Like a row from before retention could be set.
    await create('conv_early')
    await db
      .updateTable('conversations')
      .set({ used_at: null, expires_at: null })
      .where('conversation_id', '=', 'conv_early')
      .execute()
    today = 100
    await addItems(context, { accountId, conversationId: 'conv_used' }, '[{"type":"message"}]')
    expect(await retention(context, 'conversations', { accountId, days: 3 })).toMatchObject({ days: 3 })
    expect(await readConversation(context, { accountId, conversationId: 'conv_old' })).toEqual({
      conversation: null,
    })
    expect(await sweepExpired(context, 'conversations')).toBe(2)
    today = 102
    await addItems(context, { accountId, conversationId: 'conv_used' }, '[{"type":"message"}]')
    today = 104
    expect(await sweepExpired(context, 'conversations')).toBe(0)
    today = 105
    expect(await sweepExpired(context, 'conversations')).toBe(1)
  })

  it('cannot choose more days than the operator', async () => {
    for (const kind of ['responses', 'tasks'] as const)
      await expect(retention(context, kind, { accountId, days: 31 })).rejects.toMatchObject({
        code: 'invalid_request',
        details: { param: 'days' },
      })
  })
})
