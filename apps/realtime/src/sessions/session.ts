import { PublicError, toPublicError } from '@gptget/errors'
import { fromBus } from '@gptget/http'
import type { BodyShare } from '@gptget/http'
import type { RawData, WebSocket } from 'ws'
import type { Backend, SessionPort } from '../backends/backend.ts'
import type { Context } from '../context.ts'
import { parseClientEvent, readEvent } from '../events/client-events.ts'
import { readMessage } from '../events/read-message.ts'
import { errorEvent } from '../events/error-event.ts'
import type { RealtimeEvent } from '../events/event.ts'
import { liftClientEvent } from '../events/lift.ts'
import { ProtocolError } from '../events/protocol-error.ts'
import { ClientLink } from './client-link.ts'
import { CLOSE_CODES, reasonText, type CloseReason } from '../live/close-codes.ts'
import type { SessionFacts } from '../live/session-facts.ts'
import { noteTurn } from '../store/turn-rows.ts'

const PING_MS = 20_000
/** Time for the last event to reach the client before the socket closes. */
const CLOSE_TIMEOUT_MS = 5_000

type Opening = { socket: WebSocket; facts: SessionFacts; isBeta: boolean; edgeId: string | null }

/** One client's session: reads its events, has the backend serve them, and ends when it must. */
export class Session {
  readonly facts: SessionFacts
  readonly edgeId: string | null
  readonly #context: Context
  readonly #socket: WebSocket
  readonly #link: ClientLink
  readonly #share: BodyShare
  readonly #timers: NodeJS.Timeout[] = []
  #backend: Backend | null = null
  /** Events are served in order, each after the previous one. */
  #last: Promise<void> = Promise.resolve()
  #waiting = 0
  #heardAtMs: number
  #isAlive = true
  #isLeaving = false

  constructor(context: Context, { socket, facts, isBeta, edgeId }: Opening) {
    this.#context = context
    this.#socket = socket
    this.facts = facts
    this.edgeId = edgeId
    this.#heardAtMs = context.now()
    this.#link = new ClientLink(socket, { isBeta, makeId: context.makeId, now: context.now })
    this.#share = context.bodies.open(facts.accountId, socket)
    // Messages that arrive before the backend is ready wait in the socket.
    socket.pause()
  }

  /** Starts serving. `open` makes the backend. */
  start(open: (port: SessionPort) => Backend): void {
    const socket = this.#socket
    socket.on('error', () => socket.terminate())
    socket.on('pong', () => void (this.#isAlive = true))
    socket.on('message', (data, isBinary) => this.#receive(data, isBinary))
    this.#timers.push(setInterval(() => this.#look(), PING_MS).unref())
    this.#timers.push(setTimeout(() => this.#expire(), this.#context.config.maxSessionMs).unref())
    this.#backend = open(this.#port())
    socket.resume()
  }

  /** Ends what was made for a disconnected client. */
  async end(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer)
    await this.#backend?.end()
  }

  /** Closes after the running answer. */
  async leave(reason: CloseReason, text: string): Promise<void> {
    if (this.#isLeaving) return
    this.#isLeaving = true
    await this.#last
    await this.#backend?.idle()
    this.close(reason, text)
  }

  close(reason: CloseReason, text: string): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return
    this.#isLeaving = true
    this.facts.closeReason ??= reason
    this.#context.metrics.closed.inc({ reason })
    this.#socket.close(CLOSE_CODES[reason], reasonText(text))
    setTimeout(() => this.#socket.terminate(), CLOSE_TIMEOUT_MS).unref()
  }

  /** Closes at once with a reason. */
  finish(error: PublicError): void {
    this.#fail(error)
    this.close(error.status >= 500 ? 'upstreamLost' : 'policy', error.message)
  }

  #port(): SessionPort {
    const { facts } = this
    return {
      id: facts.id,
      model: facts.model,
      caller: { keyHash: facts.keyHash, sessionId: facts.id },
      accountId: facts.accountId,
      keyId: facts.keyId,
      createdAtMs: facts.createdAtMs,
      send: (event) => this.#link.send(event),
      sendText: (text) => this.#link.sendText(text),
      fail: (error, eventId = null) => this.#fail(error, eventId),
      drained: () => this.#link.drained(),
      reserve: (byteLength) => this.#share.reserve(byteLength),
      finish: (error) => this.finish(error),
      responded: ({ id, status, costUsd, latency }) => {
        facts.responses += 1
        facts.costUsd += costUsd
        this.#context.metrics.responses.inc({ backend: facts.backend, status })
        noteTurn(this.#context, facts, id, latency)
      },
    }
  }

  #receive(data: RawData, isBinary: boolean): void {
    this.#heardAtMs = this.#context.now()
    this.#waiting += 1
    // Reads no more than can be served.
    this.#socket.pause()
    this.#last = this.#last.then(() => this.#serve(data, isBinary)).then(() => this.#goOn())
  }

  async #goOn(): Promise<void> {
    this.#waiting -= 1
    if (this.#waiting > 0) return
    if (this.#link.isFull) await this.#link.drained()
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.resume()
  }

  async #serve(data: RawData, isBinary: boolean): Promise<void> {
    if (this.#isLeaving) return
    let event: RealtimeEvent | null = null
    try {
      if (isBinary) throw new PublicError('invalid_request', 'Events are text; this message is binary.')
      event = liftClientEvent(readEvent(readMessage(data)))
      await this.#backend!.receive(parseClientEvent(event, this.#backend!.isLenient), event)
    } catch (thrown) {
      this.#fail(this.#publicOf(thrown), idOf(event))
    }
  }

  #publicOf(thrown: unknown): PublicError {
    const error = toPublicError(fromBus(thrown))
    if (error.code === 'internal')
      this.#context.logger.error({ err: thrown, sessionId: this.facts.id }, 'an event failed')
    return error
  }

  #fail(error: PublicError, eventId: string | null = null): void {
    this.#link.send(errorEvent(error, eventId))
  }

  #look(): void {
    // A pong that nobody asked for is no sign of reading.
    if (!this.#isAlive || this.#link.isUnread) return this.#socket.terminate()
    this.#isAlive = false
    this.#socket.ping()
    const silentMs = this.#context.now() - this.#heardAtMs
    if (silentMs < this.#context.config.idleMs) return
    const text = `Nothing was sent for ${Math.round(silentMs / 1_000)} seconds.`
    this.#fail(new ProtocolError('session_expired', text))
    void this.leave('normal', text)
  }

  #expire(): void {
    const text = `A session lasts ${this.#context.config.maxSessionMs / 60_000} minutes at most. Open another one.`
    this.#fail(new ProtocolError('session_expired', text))
    void this.leave('normal', text)
  }
}

const idOf = (event: RealtimeEvent | null): string | null =>
  typeof event?.['event_id'] === 'string' ? event['event_id'] : null
