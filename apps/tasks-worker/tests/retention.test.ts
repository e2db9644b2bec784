import { LARGE_BODY_BYTES } from '@gptget/threads'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { MAX_KEPT_LENGTH, readEnded } from '../src/bodies/ended-row.ts'
import type { Context } from '../src/context.ts'
import type { Database } from '../src/db/schema/index.ts'
import { storeResponse } from '../src/responses/keep-response.ts'
import { readHistory } from '../src/responses/read-history.ts'
import { readResponse } from '../src/responses/read-response.ts'
import { sweepResponses } from '../src/responses/sweep-responses.ts'
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
    expect(await sweepResponses(context)).toBe(0)
    const read = await readResponse(context, { accountId, responseId: 'resp_a' })
    expect(JSON.parse(read.toString())).toMatchObject({ id: 'resp_a' })
    today = 30
    await expect(readResponse(context, { accountId, responseId: 'resp_a' })).rejects.toThrow('not found')
    expect(await sweepResponses(context)).toBe(1)
  })

  it('stays while its successors are continued', async () => {
    await keep('resp_a')
    today = 20
    await keep('resp_b', 'resp_a')
    expect(await historyOf('resp_b')).toEqual(['resp_a', 'resp_a out', 'resp_b', 'resp_b out'])
    today = 45
    await sweepResponses(context)
    expect(await historyOf('resp_b')).toHaveLength(4)
  })

  it('that continues an expired one is refused rather than answered without it', async () => {
    await keep('resp_a')
    today = 20
    await keep('resp_b', 'resp_a')
    today = 40
    await sweepResponses(context)
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

  it('is printed the same in a thread if it is large', async () => {
    const text = 'ä'.repeat(LARGE_BODY_BYTES)
    await keep('resp_a', null, [text])
    expect(await historyOf('resp_a')).toEqual([text, 'resp_a out'])
  })

  it('may contain any text, also what a jsonb column would refuse', async () => {
    await keep('resp_a', null, ['\u0000 \uD800 \u2028'])
    expect(await historyOf('resp_a')).toContain('\u0000 \uD800 \u2028')
  })
})
