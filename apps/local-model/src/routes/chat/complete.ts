import type { ServerResponse } from 'node:http'
import { printSse } from '@gptget/protocol'
import { toPublicError } from '@gptget/errors'
import { RESPONSE_ALREADY_SENT } from '@gptget/runtime'
import { planChat } from '../../chat/plan-chat.ts'
import { printChunks, printCompletion } from '../../chat/print-answer.ts'
import type { AnswerHead } from '../../chat/print-answer.ts'
import { readChatRequest } from '../../chat/read-request.ts'
import type { ChatRequest } from '../../chat/read-request.ts'
import { refuseUnsupported } from '../../chat/refuse-unsupported.ts'
import type { ChatEvent } from '../../chat/run-chat.ts'
import type { Context } from '../../context.ts'
import { abortOnDisconnect } from '../../requests/abort-on-disconnect.ts'
import { logFailure, printError } from '../../answers/answer-error.ts'
import { assertModel } from '../../requests/assert-model.ts'
import type { HonoContext } from '../../requests/hono-context.ts'
import { readJson } from '../../requests/read-json.ts'

/** OpenAI's `POST /v1/chat/completions`, for the one chat model. */
export const completeChat =
  (context: Context) =>
  async (c: HonoContext): Promise<Response> => {
    const request = readChatRequest(await readJson(c))
    assertModel(request.model, context.modelId)
    refuseUnsupported(request)
    const signal = abortOnDisconnect(c.env.outgoing)
    using lease = await context.leaseEngine()
    const { engine } = lease
    signal.throwIfAborted()
    const plan = await planChat(request, engine, context.randomSeed)
    const { runChat } = await import('../../chat/run-chat.ts')
    const events = measured(runChat(plan, engine, signal), context)
    return request.stream
      ? await answerStream(c, request, events, context)
      : await answerWhole(c, events, context)
  }

const answerWhole = async (
  c: HonoContext,
  events: AsyncIterable<ChatEvent>,
  context: Context,
): Promise<Response> => {
  const all = await Array.fromAsync(events)
  return c.json(printCompletion(newHead(context), all, newCallId(context)))
}

const answerStream = async (
  c: HonoContext,
  request: ChatRequest,
  events: AsyncIterable<ChatEvent>,
  context: Context,
): Promise<Response> => {
  const { outgoing } = c.env
  const head = newHead(context)
  const callId = newCallId(context)
  const hasUsage = request.stream_options?.include_usage === true
  try {
    for await (const event of events) {
      if (!outgoing.headersSent) outgoing.writeHead(200, SSE_HEADERS)
      const chunks = printChunks(head, event, callId, hasUsage)
      await write(outgoing, printSse(chunks.map((chunk) => ({ data: JSON.stringify(chunk) }))))
    }
    outgoing.end(printSse([{ data: '[DONE]' }]))
  } catch (error) {
    // Before the first byte, the error handler can still set a status.
    if (!outgoing.headersSent) throw error
    endWithError(outgoing, error, context)
  }
  return RESPONSE_ALREADY_SENT
}

const SSE_HEADERS = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' }

/** Ends the stream with an error event and without `[DONE]`, so that the answer does not look complete. */
const endWithError = (outgoing: ServerResponse, thrown: unknown, { logger }: Context): void => {
  if (outgoing.destroyed) return
  const error = toPublicError(thrown)
  logFailure(error, logger)
  outgoing.end(printSse([{ data: JSON.stringify(printError(error)) }]))
}

/** Writes to the client. Waits while it reads more slowly than the model writes, until it disconnects. */
const write = (outgoing: ServerResponse, text: string): Promise<void> | undefined => {
  if (outgoing.destroyed || outgoing.write(text)) return undefined
  return new Promise((resolve) => {
    const done = (): void => {
      outgoing.off('drain', done)
      outgoing.off('close', done)
      resolve()
    }
    outgoing.on('drain', done)
    outgoing.on('close', done)
  })
}

async function* measured(
  events: AsyncIterable<ChatEvent>,
  { metrics, now }: Context,
): AsyncGenerator<ChatEvent, void, undefined> {
  const startedAtMs = now()
  let hasText = false
  for await (const event of events) {
    if (!hasText && event.type !== 'start') {
      hasText = true
      metrics.firstTokenSeconds.observe((now() - startedAtMs) / 1000)
    }
    if (event.type === 'end') {
      metrics.tokens.inc({ kind: 'prompt' }, event.usage.promptTokens)
      metrics.tokens.inc({ kind: 'completion' }, event.usage.completionTokens)
    }
    yield event
  }
}

const newHead = ({ newId, now, modelId }: Context): AnswerHead => ({
  id: `chatcmpl-${newId()}`,
  model: modelId,
  createdSeconds: Math.floor(now() / 1000),
})

const newCallId = ({ newId }: Context): string => `call_${newId()}`
