import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { WebSocket } from 'ws'

export type Event = { type: string; event_id: string } & Record<string, unknown>

export type ClientOptions = {
  query?: Record<string, string>
  headers?: Record<string, string>
  protocols?: string[]
}

const PATIENCE_MS = 60_000
/** A piece of a microphone, at 24 kHz. */
const PIECE_MS = 100
const PIECE_BYTES = 4_800

/** A minimal client of the protocol, which records every event. */
export class RealtimeClient {
  readonly socket: WebSocket
  readonly events: Event[] = []
  /** Resolves with code and reason. */
  readonly closed: Promise<{ code: number; reason: string }>
  #changed = Promise.withResolvers<void>()
  #isClosed = false

  constructor(baseUrl: string, { query = {}, headers = {}, protocols = [] }: ClientOptions) {
    const url = `${baseUrl.replace('http', 'ws')}/realtime?${new URLSearchParams(query)}`
    this.socket = new WebSocket(url, protocols, { headers })
    this.socket.on('message', (data) => {
      this.events.push(JSON.parse(String(data)) as Event)
      this.#tell()
    })
    this.closed = new Promise((resolve) =>
      this.socket.once('close', (code, reason) => {
        this.#isClosed = true
        resolve({ code, reason: String(reason) })
        this.#tell()
      }),
    )
    this.socket.on('error', () => {})
  }

  /** Resolves when it is open. @throws Error with the status and body of a refusal */
  async open(): Promise<this> {
    const refused = new Promise<never>((_, reject) => {
      this.socket.once('unexpected-response', (_request, response) => {
        let body = ''
        response.on('data', (piece: Buffer) => (body += String(piece)))
        response.on('end', () =>
          reject(
            Object.assign(new Error(`refused: ${response.statusCode} ${body}`), {
              status: response.statusCode,
              body: JSON.parse(body) as unknown,
            }),
          ),
        )
      })
      this.socket.once('error', reject)
    })
    refused.catch(() => {})
    await Promise.race([once(this.socket, 'open'), refused])
    return this
  }

  send(event: object | string): void {
    this.socket.send(typeof event === 'string' ? event : JSON.stringify(event))
  }

  /** Waits for the first event of a type after the given index. */
  async next(type: string, from = 0): Promise<Event> {
    return this.nextWhere((event) => event.type === type, from, type)
  }

  async nextWhere(isMeant: (event: Event) => boolean, from = 0, what = 'such an event'): Promise<Event> {
    const deadlineMs = performance.now() + PATIENCE_MS
    for (;;) {
      const found = this.events.slice(from).find(isMeant)
      if (found) return found
      if (this.#isClosed || performance.now() > deadlineMs)
        throw new Error(
          `${what} did not come; these did: ${this.types().join(' ')} ${JSON.stringify(this.events.at(-1))}`,
        )
      await Promise.race([this.#changed.promise, new Promise((resolve) => setTimeout(resolve, 100).unref())])
    }
  }

  types(from = 0): string[] {
    return this.events.slice(from).map(({ type }) => type)
  }

  /** Sends an event and waits for the next event of a type. */
  async ask(event: object, type: string): Promise<Event> {
    const from = this.events.length
    this.send(event)
    return this.next(type, from)
  }

  /** Sends text and waits for the whole answer. */
  async say(text: string, response: object = {}): Promise<Event> {
    const from = this.events.length
    this.send({
      type: 'conversation.item.create',
      item: { type: 'message', role: 'user', content: [{ type: 'input_text', text }] },
    })
    this.send({ type: 'response.create', response })
    return this.next('response.done', from)
  }

  /** Sends samples of 24 kHz in pieces, like a microphone but faster. */
  speak(samples: Buffer, pieceBytes = 9_600): void {
    for (let at = 0; at < samples.byteLength; at += pieceBytes)
      this.send({
        type: 'input_audio_buffer.append',
        audio: samples.subarray(at, at + pieceBytes).toString('base64'),
      })
  }

  /** Speaks them as fast as they last, as a microphone does. */
  async speakAtPace(samples: Buffer): Promise<void> {
    const startedAtMs = performance.now()
    for (let at = 0; at < samples.byteLength; at += PIECE_BYTES) {
      this.speak(samples.subarray(at, at + PIECE_BYTES))
      await sleep(startedAtMs + ((at + PIECE_BYTES) / PIECE_BYTES) * PIECE_MS - performance.now())
    }
  }

  close(): void {
    this.socket.close()
  }

  #tell(): void {
    this.#changed.resolve()
    this.#changed = Promise.withResolvers()
  }
}

export const connect = (
  baseUrl: string,
  apiKey: string,
  model: string,
  options: ClientOptions = {},
): Promise<RealtimeClient> =>
  new RealtimeClient(baseUrl, {
    ...options,
    query: { model, ...options.query },
    headers: { authorization: `Bearer ${apiKey}`, ...options.headers },
  }).open()

export const responseOf = (event: Event): Record<string, unknown> & { id: string; status: string } =>
  event['response'] as never

/** All audio of one response, in order. */
export const soundOf = (events: readonly Event[]): Buffer =>
  Buffer.concat(
    events
      .filter(({ type }) => type === 'response.output_audio.delta')
      .map(({ delta }) => Buffer.from(String(delta), 'base64')),
  )

export const silence = (ms: number): Buffer => Buffer.alloc(Math.round((ms / 1_000) * 24_000) * 2)
