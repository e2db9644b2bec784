import { generate, generationHead, listKeys } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import { LARGE_BODY_BYTES, ThreadPool } from '@gptget/threads'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { claimRun } from '../src/background/claim-run.ts'
import { queueResponse } from '../src/background/queue-response.ts'
import { runResponse } from '../src/background/run-response.ts'
import type { TasksWorks } from '../src/bodies/jobs.ts'
import type { Context } from '../src/context.ts'
import { readResponse } from '../src/responses/read-response.ts'
import { openContext } from './open-context.ts'

const accountId = 'acct_paid'
const responseId = 'resp_paid'
const ANSWER = { id: responseId, status: 'completed', background: true, output: [] }

let opened: Awaited<ReturnType<typeof openContext>>
let context: Context
let askedCount = 0

beforeAll(async () => {
  opened = await openContext({ now: () => new Date() })
  // Overloaded threads refuse everything.
  const threads = new ThreadPool<TasksWorks>({
    load: () => Promise.reject(new PublicError('service_unavailable', 'Too much waits.')),
    onError: () => undefined,
  })
  context = { ...opened.context, threads }
  serveBilling(context)
  serveRouter(context)
})
afterAll(() => opened.close())

const serveBilling = ({ bus }: Context): void => {
  const nothing = { allowedModels: null, creditLimitNanoUsd: null, expiresAt: null, revokedAt: null }
  const rates = { requestsPerMinute: null, tokensPerMinute: null }
  const limits = { ...rates, creditLimitPerDayNanoUsd: null, creditLimitPerMonthNanoUsd: null }
  const createdAt = new Date(0).toISOString()
  const key = { keyId: 'key_1', accountId, name: '', label: '', ...nothing, ...limits, createdAt }
  bus.serve(listKeys, async () => ({ keys: [{ ...key, usedNanoUsd: 0n }] }))
}

/** A router that answers, but could not store the answer. */
const serveRouter = ({ bus }: Context) =>
  bus.serveStream(generate, async (stream) => {
    askedCount += 1
    await stream.body()
    stream.respond({ status: 200, headers: {}, priceVersion: 'v1' })
    await stream.write(Buffer.from(JSON.stringify(ANSWER)))
    stream.end({ outcome: 'completed', costNanoUsd: 5n, inputTokens: 1, outputTokens: 1 })
  })

const queue = async (): Promise<void> => {
  const storage = { previousResponseId: null, conversationId: null, historyItemCount: 0 }
  const head = generationHead.parse({
    operation: 'chat',
    dialect: 'openai-responses',
    generationId: responseId,
    requestId: 'req_1',
    accountId,
    keyId: 'key_1',
    leaseId: null,
    model: 'a',
    isStream: false,
    framing: 'sse',
    isStrict: false,
    deadlineAtMs: 0,
    traceparent: null,
    userAgent: null,
    sessionId: null,
    origin: null,
    forwardedHeaders: {},
    storage,
  })
  const request = JSON.stringify({ input: 'x'.repeat(LARGE_BODY_BYTES) })
  const row = { request, input: '[]', response: JSON.stringify({ ...ANSWER, status: 'queued' }) }
  await queueResponse(
    context,
    { generation: head, storage, largestCostNanoUsd: '0', isKeyLimited: false },
    row,
  )
}

describe('a background answer that is paid for', () => {
  it('is not requested again if threads have no time to read it: it fails', async () => {
    await queue()
    const run = await claimRun(context)
    expect(await runResponse(context, run!, new AbortController().signal)).toBe('failed')
    expect(await claimRun(context)).toBeNull()
    expect(askedCount).toBe(1)
    const kept = JSON.parse((await readResponse(context, { accountId, responseId })).toString()) as unknown
    expect(kept).toMatchObject({ status: 'failed', error: { message: 'Too much waits.' } })
  })
})
