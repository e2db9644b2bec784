import { toPublicError } from '@gptget/errors'
import type { BodyShare } from '@gptget/http'
import { createSseReader, parseJson, responseFields, textAt } from '@gptget/protocol'
import { forThread, LARGE_BODY_BYTES, workOn } from '@gptget/threads'
import type { IncomingHttpHeaders } from 'node:http'
import type { RawData, WebSocket } from 'ws'
import type { EdgeContext } from '../context.ts'
import { askSelf, readAll } from '../ask-self.ts'
import { readMessage } from '../bodies/read-message.ts'
import type { Message, Newest } from '../bodies/read-message.ts'

/** A complete response; `output` as JSON. */
type Whole = { id: string; output: string }

type Connection = { socket: WebSocket; headers: IncomingHttpHeaders; accountId: string }

const WHOLE = ['response.completed', 'response.incomplete']

const NO_USAGE = {
  input_tokens: 0,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens: 0,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: 0,
}

/** One WebSocket connection: one response at a time, each requested as over HTTP. */
export class ResponseSession {
  readonly #context: EdgeContext
  readonly #socket: WebSocket
  readonly #headers: IncomingHttpHeaders
  /** The memory of the conversation, and of the current message. */
  readonly #share: BodyShare
  readonly #messageShare: BodyShare
  readonly accountId: string
  readonly #gone = new AbortController()
  #newest: Newest | null = null
  #isBusy = false
  #isLeaving = false

  constructor(context: EdgeContext, { socket, headers, accountId }: Connection) {
    this.#context = context
    this.#socket = socket
    this.#headers = headers
    this.accountId = accountId
    this.#share = context.bodies.open(accountId, socket)
    this.#messageShare = context.bodies.open(accountId, socket)
    socket.on('message', (data) => void this.#receive(data))
    socket.on('error', () => socket.terminate())
  }

  /** The client disconnected: its response is cancelled. */
  end(): void {
    this.#gone.abort()
  }

  /** Closes the connection after the running answer. */
  leave(code = 1000): void {
    this.#isLeaving = true
    if (!this.#isBusy) this.#socket.close(code)
  }

  async #receive(data: RawData): Promise<void> {
    if (this.#isBusy)
      return this.#fail(409, 'response_in_progress', 'A response is in progress. Retry when it has ended.')
    this.#isBusy = true
    try {
      await this.#respond(await this.#read(data))
    } catch (error) {
      if (!this.#gone.signal.aborted) await this.#failWith(error)
    } finally {
      this.#messageShare.release()
      this.#isBusy = false
      if (this.#isLeaving) this.#socket.close(1001)
    }
  }

  /** Reads it, in a thread if it is large. @throws PublicError */
  async #read(data: RawData): Promise<Message> {
    const bytes = bytesIn(data)
    const { threads } = this.#context
    const byteLength = bytes.byteLength + (this.#newest?.items.byteLength ?? 0)
    this.#messageShare.reserve(byteLength)
    const isLarge = byteLength > LARGE_BODY_BYTES
    const turn = { caller: this.accountId, byteLength, isWanted: () => !this.#gone.signal.aborted }
    return workOn(threads, { readMessage }, isLarge ? forThread(bytes) : bytes, this.#newest, turn)
  }

  async #respond(message: Message): Promise<void> {
    // A failed continuation is not repeated on the same response.
    this.#newest = null
    if (message.type === 'orphan')
      return this.#fail(
        400,
        'invalid_request',
        `No tool call found for function call output with call_id ${message.callId}.`,
      )
    const { input, isStored } = message
    const response =
      message.type === 'warm-up' ? await this.#warmUp(message.model) : await this.#ask(message.body)
    if (response === null || isStored) return
    const items = joinLists(input, response.output)
    if (this.#hasRoomFor(items)) this.#newest = { id: response.id, items }
  }

  /** Whether the account's budget has room for the conversation. If not, the client must send all of it. */
  #hasRoomFor(items: Buffer): boolean {
    try {
      this.#share.reserve(items.byteLength)
      return true
    } catch {
      return false
    }
  }

  /** A client announces what it will continue: nothing is generated or charged. */
  async #warmUp(model: string): Promise<Whole> {
    const { makeId, now } = this.#context
    const createdAtSeconds = Math.floor(now() / 1_000)
    const id = `resp_${makeId()}`
    const fields = responseFields({ id, createdAtSeconds, model })
    const started = { ...fields, status: 'in_progress', output: [], usage: null }
    const response = { ...started, status: 'completed', completed_at: createdAtSeconds, usage: NO_USAGE }
    await this.#send(JSON.stringify({ type: 'response.created', sequence_number: 0, response: started }))
    await this.#send(JSON.stringify({ type: 'response.completed', sequence_number: 1, response }))
    return { id, output: '[]' }
  }

  /** Sends the request and relays the events. Resolves with the complete response, else null. */
  async #ask(body: Buffer): Promise<Whole | null> {
    const asked = { path: '/v1/responses', headers: this.#headers, body, signal: this.#gone.signal }
    const answer = await askSelf(this.#context.self, asked)
    if (answer.statusCode !== 200) {
      await this.#passError(answer.statusCode ?? 500, await readAll(answer))
      return null
    }
    const reader = createSseReader()
    const decoder = new TextDecoder()
    let whole: Whole | null = null
    for await (const piece of answer) {
      for (const { data } of reader.push(decoder.decode(piece as Uint8Array, { stream: true }))) {
        if (data === '[DONE]') continue
        await this.#send(data)
        whole = wholeIn(data) ?? whole
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

  /** Resolves when the socket has accepted it: a slow client slows its answer down. */
  #send(text: string): Promise<void> {
    return new Promise((resolve) => this.#socket.send(text, () => resolve()))
  }
}

const bytesIn = (data: RawData): Buffer => {
  if (Array.isArray(data)) return Buffer.concat(data)
  return Buffer.isBuffer(data) ? data : Buffer.from(data)
}

/** A cheap check first: most events end nothing. */
const wholeIn = (data: string): Whole | null => {
  if (!WHOLE.some((type) => data.includes(`"${type}"`))) return null
  if (!WHOLE.includes(String(parseJson(textAt(data, ['type']) ?? '')))) return null
  const id = String(parseJson(textAt(data, ['response', 'id']) ?? ''))
  return { id, output: textAt(data, ['response', 'output']) ?? '[]' }
}

/** Joins the items of two JSON lists. */
const joinLists = (list: Buffer, more: string): Buffer => {
  const [first, second] = [list.toString(), more].map((text) => text.trim().slice(1, -1).trim())
  return Buffer.from(`[${[first, second].filter((items) => items !== '').join(',')}]`)
}
