import { toPublicError } from '@gptget/errors'
import { parseJsonBody } from '@gptget/http'
import type { BodyShare } from '@gptget/http'
import { createSseReader, inputItems, parseAt, responseFields } from '@gptget/protocol'
import type { IncomingHttpHeaders } from 'node:http'
import type { RawData, WebSocket } from 'ws'
import { z } from 'zod'
import type { EdgeContext } from '../context.ts'
import { askSelf, readAll } from '../ask-self.ts'

type Json = Record<string, unknown>

/** The newest response of the connection, for the next one to follow on: kept nowhere else when `store` is false. */
type Newest = { id: string; items: unknown[] }

type Connection = { socket: WebSocket; headers: IncomingHttpHeaders; keyId: string }

const createSchema = z.looseObject({
  type: z.literal('response.create', 'must be "response.create".'),
  model: z.string().min(1),
  previous_response_id: z.string().nullish(),
  generate: z.boolean().nullish(),
})

const WHOLE = ['response.completed', 'response.incomplete']

const NO_USAGE = {
  input_tokens: 0,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens: 0,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: 0,
}

/** One WebSocket connection: one response at a time, each asked for as by HTTP. */
export class ResponseSession {
  readonly #context: EdgeContext
  readonly #socket: WebSocket
  readonly #headers: IncomingHttpHeaders
  readonly #share: BodyShare
  readonly keyId: string
  readonly #gone = new AbortController()
  #newest: Newest | null = null
  #isBusy = false
  #isLeaving = false

  constructor(context: EdgeContext, { socket, headers, keyId }: Connection) {
    this.#context = context
    this.#socket = socket
    this.#headers = headers
    this.keyId = keyId
    this.#share = context.bodies.open(keyId, socket)
    socket.on('message', (data) => void this.#receive(data))
    socket.on('error', () => socket.terminate())
  }

  /** The client is gone: what is made for it ends. */
  end(): void {
    this.#gone.abort()
  }

  /** Closes the connection, after the running answer. */
  leave(code = 1000): void {
    this.#isLeaving = true
    if (!this.#isBusy) this.#socket.close(code)
  }

  async #receive(data: RawData): Promise<void> {
    if (this.#isBusy)
      return this.#fail(409, 'response_in_progress', 'A response is being made: ask when it has ended.')
    this.#isBusy = true
    try {
      await this.#respond(readMessage(data))
    } catch (error) {
      if (!this.#gone.signal.aborted) await this.#failWith(error)
    } finally {
      this.#isBusy = false
      if (this.#isLeaving) this.#socket.close(1001)
    }
  }

  async #respond(message: unknown): Promise<void> {
    const asking = parseAt(createSchema, message)
    const { type: _type, stream_options: _options, background: _background, generate, ...asked } = asking
    const newest = this.#newest
    const continued = newest !== null && asked.previous_response_id === newest.id ? newest : null
    // A continuation that fails is not to be tried again on what it followed.
    this.#newest = null
    const input = [...(continued?.items ?? []), ...inputItems(asked['input'])]
    if (continued !== null) {
      const orphan = orphanIn(input)
      if (orphan !== undefined)
        return this.#fail(
          400,
          'invalid_request',
          `No tool call found for function call output with call_id ${orphan}.`,
        )
    }
    const { previous_response_id: _followed, ...own } = asked
    const body = continued === null ? asked : { ...own, input }
    const response =
      generate === false ? await this.#warmUp(asked.model) : await this.#ask({ ...body, stream: true })
    if (response === null) return
    const items = [...input, ...(Array.isArray(response['output']) ? (response['output'] as unknown[]) : [])]
    // What follows on a stored response or conversation is kept there.
    const isStored =
      continued === null && (asked.previous_response_id ?? asked['conversation'] ?? null) !== null
    if (!isStored && this.#hasRoomFor(items)) this.#newest = { id: String(response['id']), items }
  }

  /** Whether the key's budget takes the conversation. Where not, its client is told, and sends all of it. */
  #hasRoomFor(items: unknown[]): boolean {
    try {
      this.#share.reserve(JSON.stringify(items).length)
      return true
    } catch {
      return false
    }
  }

  /** A client that says ahead what it will follow on: nothing is generated, nor charged. */
  async #warmUp(model: string): Promise<Json> {
    const { makeId, now } = this.#context
    const createdAtSeconds = Math.floor(now() / 1_000)
    const fields = responseFields({ id: `resp_${makeId()}`, createdAtSeconds, model })
    const started = { ...fields, status: 'in_progress', output: [], usage: null }
    const response = { ...started, status: 'completed', completed_at: createdAtSeconds, usage: NO_USAGE }
    await this.#send(JSON.stringify({ type: 'response.created', sequence_number: 0, response: started }))
    await this.#send(JSON.stringify({ type: 'response.completed', sequence_number: 1, response }))
    return response
  }

  /** Asks, and passes the events on as they come. The response when it is whole, null otherwise. */
  async #ask(body: object): Promise<Json | null> {
    const asked = { path: '/v1/responses', headers: this.#headers, body, signal: this.#gone.signal }
    const answer = await askSelf(this.#context.self, asked)
    if (answer.statusCode !== 200) {
      await this.#passError(answer.statusCode ?? 500, await readAll(answer))
      return null
    }
    const reader = createSseReader()
    const decoder = new TextDecoder()
    let whole: Json | null = null
    for await (const piece of answer) {
      for (const { data } of reader.push(decoder.decode(piece as Uint8Array, { stream: true }))) {
        if (data === '[DONE]') continue
        await this.#send(data)
        const event = isEnd(data) ? (JSON.parse(data) as Json) : null
        if (event !== null && WHOLE.includes(String(event['type']))) whole = event['response'] as Json
      }
    }
    return whole
  }

  #passError(status: number, text: string): Promise<void> {
    const { error } = JSON.parse(text) as {
      error: { message: string; error_type: string; param?: string | null }
    }
    const isMissing = error.param === 'previous_response_id'
    return this.#fail(
      status,
      isMissing ? 'previous_response_not_found' : error.error_type,
      error.message,
      error.param ?? null,
    )
  }

  #failWith(error: unknown): Promise<void> {
    const { status, code, message } = toPublicError(error)
    if (status >= 500) this.#context.logger.error({ err: error }, 'a response over a WebSocket failed')
    return this.#fail(status, code, message)
  }

  #fail(status: number, code: string, message: string, param: string | null = null): Promise<void> {
    const type = status >= 500 ? 'api_error' : 'invalid_request_error'
    return this.#send(JSON.stringify({ type: 'error', status, error: { type, code, message, param } }))
  }

  /** Resolves when the socket has taken it: a slow client holds its answer back. */
  #send(text: string): Promise<void> {
    return new Promise((resolve) => this.#socket.send(text, () => resolve()))
  }
}

/** A cheap look before a parse. */
const isEnd = (data: string): boolean => WHOLE.some((type) => data.includes(`"${type}"`))

/** @throws PublicError for what is no JSON, or too deep */
const readMessage = (data: RawData): unknown => parseJsonBody(Buffer.from(String(data)))

/** A result that answers no call, as OpenAI refuses it. */
const orphanIn = (items: unknown[]): string | undefined => {
  const calls = new Set<unknown>()
  for (const item of items as Json[]) {
    if (String(item['type']).endsWith('_call')) calls.add(item['call_id'])
    else if (String(item['type']).endsWith('_call_output') && !calls.has(item['call_id']))
      return String(item['call_id'])
  }
  return undefined
}
