import { errorFormOf, keepAliveOf, printFrames } from '@gptget/protocol'
import { errorHeaders } from '@gptget/errors'
import type { Framing } from '@gptget/contracts'
import type { PublicError } from '@gptget/errors'
import { CORS_HEADERS, requestIdHeaders } from '../answers/headers.ts'
import type { InboundRequest } from './inbound-request.ts'
import type { KeepAlive, Silent } from './keep-alive.ts'
import { lastEventId } from './last-event-id.ts'

const ID_START = 'i'.charCodeAt(0)
/** What printed events end with. */
const EVENT_END: Record<Framing, number> = { sse: '\n'.charCodeAt(0), 'json-array': '}'.charCodeAt(0) }

/** Writes one answer to a client, whatever becomes of it: head once, bytes as they come, one end. */
export class AnswerWriter implements Silent {
  readonly #inbound: InboundRequest
  readonly #keepAlive: KeepAlive
  readonly #model: string
  #isStream = false
  readonly #eventsBefore: number
  #last: Uint8Array | null = null
  #lastWithId: Uint8Array | null = null
  /** Those who write on once the client has caught up. */
  #waiting: (() => void)[] = []

  constructor(
    { keepAlive }: { keepAlive: KeepAlive },
    inbound: InboundRequest,
    model: string,
    /** Events of the stream that the client had before. */
    eventsBefore = 0,
  ) {
    this.#eventsBefore = eventsBefore
    this.#keepAlive = keepAlive
    this.#inbound = inbound
    this.#model = model
  }

  /** `isAhead`: the client is to have it before there is anything to go with it. */
  head(status: number, headers: Record<string, string>, isAhead = false): void {
    this.#isStream = headers['cache-control'] === 'no-cache'
    this.#inbound.response.writeHead(status, {
      ...CORS_HEADERS,
      ...namesOf(this.#inbound),
      ...this.#inbound.answerHeaders,
      ...headers,
    })
    if (!this.#isStream) return
    this.#keepAlive.heard(this)
    if (isAhead) this.onSilence()
  }

  /** Says something that means nothing, where it cannot be taken for a part of an event or pile up. */
  onSilence(): void {
    const { response, framing } = this.#inbound
    if (this.#last && this.#last.at(-1) !== EVENT_END[framing]) return
    if (response.writableNeedDrain || response.writableEnded || response.destroyed) return
    response.write(keepAliveOf(this.#inbound))
    this.#keepAlive.heard(this)
  }

  /** @returns whether the client keeps up; if not, `onDrain` is called once it has. */
  write(bytes: Uint8Array, onDrain: () => void): boolean {
    const { response } = this.#inbound
    if (this.#isStream) {
      this.#last = bytes
      if (bytes[0] === ID_START) this.#lastWithId = bytes
      this.#keepAlive.heard(this)
    }
    if (response.write(bytes)) return true
    // One listener however many wait: Node takes more than ten for a leak.
    if (this.#waiting.length === 0) response.once('drain', () => this.#drained())
    this.#waiting.push(onDrain)
    return false
  }

  #drained(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const go of waiting) go()
  }

  end(): void {
    this.#keepAlive.forget(this)
    this.#inbound.response.end()
  }

  /** Ends with a failure: as an HTTP error while nothing was sent, else as the dialect's last event. */
  fail(error: PublicError): void {
    this.#keepAlive.forget(this)
    const { response, operation, dialect, generationId, arrivedAtMs } = this.#inbound
    if (response.writableEnded) return
    const form = errorFormOf(operation, dialect)
    if (!response.headersSent) {
      const body = JSON.stringify(form.body(error))
      this.head(error.status, {
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(body)),
        ...errorHeaders(error),
      })
      response.end(body)
      return
    }
    if (!this.#isStream) {
      // Half a JSON document: only a broken connection says that the rest is missing.
      response.destroy()
      return
    }
    const eventsBefore = this.#eventCount()
    const context = {
      id: generationId,
      model: this.#model,
      createdAtSeconds: Math.floor(arrivedAtMs / 1000),
      eventCount: eventsBefore,
    }
    response.end(printFrames(this.#inbound, form.events(error, context), { eventsBefore, isLast: true }))
  }

  /** How many events were written, as the last one says; where none says so, whether there were any. */
  #eventCount(): number {
    if (this.#lastWithId) return lastEventId(this.#lastWithId)
    return this.#last ? 1 : this.#eventsBefore
  }
}

const namesOf = ({ dialect, requestId, generationId }: InboundRequest): Record<string, string> => ({
  ...requestIdHeaders(dialect, requestId),
  'x-generation-id': generationId,
})
