import { randomUUID } from 'node:crypto'
import { generate, type GenerationHead } from '@gptget/contracts'
import {
  createSseReader,
  fold,
  run,
  UPSTREAM_FACING,
  type ChatRequest,
  type ChatResult,
} from '@gptget/protocol'
import { transcript, words } from '@gptget/testkit'
import { beforeEach, describe, expect, it } from 'vitest'
import { conformancePlatform, modelFor } from './conformance/models.ts'
import { UPSTREAMS } from './conformance/outcomes.ts'
import { usePlatform } from './platform/use-platform.ts'

const world = usePlatform(conformancePlatform)
const { readResult, readStream } = UPSTREAM_FACING.canonical

const ANSWER = transcript({
  text: words(3),
  toolCalls: [{ id: 'call_up_1', name: 'click', argumentPieces: ['{"x":', '1}'] }],
})

beforeEach(() => {
  world.upstream.clear()
  world.upstream.script({ transcript: ANSWER })
})

const headFor = (model: string, isStream: boolean): GenerationHead => ({
  operation: 'chat',
  dialect: 'canonical',
  generationId: `gen-${randomUUID()}`,
  requestId: 'req_1',
  accountId: world.account.accountId,
  keyId: world.account.keyId,
  leaseId: null,
  model,
  isStream,
  framing: 'sse',
  isStrict: false,
  deadlineAtMs: Date.now() + 30_000,
  traceparent: null,
  userAgent: null,
  sessionId: null,
  origin: null,
  forwardedHeaders: {},
  storage: null,
})

/** Calls a router like a service of the platform. */
const ask = (
  head: GenerationHead,
  request: Partial<ChatRequest>,
): Promise<{ status: number; text: string }> =>
  new Promise((resolve, reject) => {
    const pieces: Uint8Array[] = []
    let status = 0
    const stream = world.platform.bus.openStream(generate, head, Buffer.from(JSON.stringify(request)), {
      head: (answer) => {
        status = answer.status
      },
      data: (bytes) => {
        pieces.push(bytes)
        stream.grant(bytes.byteLength)
      },
      end: () => resolve({ status, text: Buffer.concat(pieces).toString() }),
      error: reject,
    })
  })

const REQUEST: Partial<ChatRequest> = {
  system: [{ type: 'text', text: 'You use a computer.' }],
  turns: [{ role: 'user', parts: [{ type: 'text', text: 'Click.' }] }],
  tools: [{ type: 'function', name: 'click', parameters: { type: 'object', properties: {} } }],
}

const expectAnswer = ({ blocks, finish }: ChatResult): void => {
  expect(finish.reason).toBe('tool-calls')
  expect(blocks.map(({ block, content }) => ({ kind: block.kind, content }))).toEqual([
    { kind: 'text', content: ANSWER.text.join('') },
    { kind: 'tool-call', content: expect.stringMatching(/^\{"x":\s?1\}$/) },
  ])
}

describe.each(UPSTREAMS)('a service that speaks the canonical dialect, on %s', (upstream) => {
  it('gets the answer as events', async () => {
    const head = headFor(modelFor(upstream, false), true)
    const { status, text } = await ask(head, REQUEST)
    expect(status).toBe(200)
    const result = fold(run(readStream, {}, createSseReader().push(text)))
    expect(result).toMatchObject({ id: head.generationId, model: head.model })
    expectAnswer(result)
  })

  it('gets a plain answer', async () => {
    const head = headFor(modelFor(upstream, false), false)
    const { status, text } = await ask(head, REQUEST)
    expect(status).toBe(200)
    const result = readResult(JSON.parse(text))
    expect(result).toMatchObject({ id: head.generationId, model: head.model, costUsd: expect.any(Number) })
    expectAnswer(result)
  })
})

it('refuses an invalid request in the canonical dialect, with the name of the field', async () => {
  const { status, text } = await ask(headFor(modelFor('gemini', false), false), {})
  expect(status).toBe(400)
  const fault = UPSTREAM_FACING.canonical.readError(status, JSON.parse(text))
  expect(fault).toMatchObject({ code: 'invalid_request', param: 'turns' })
})
