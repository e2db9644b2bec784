import { errorFormOf, keepAliveOf, printFrames } from '@gptget/protocol'
import { errorHeaders } from '@gptget/errors'
import type { Framing } from '@gptget/contracts'
import type { PublicError } from '@gptget/errors'
import { CROSS_ORIGIN_HEADERS, toWritableHeaders } from '@gptget/http'
import type { InboundRequest } from '../request/inbound-request.ts'
import { requestIdHeaders } from '../request/inbound-request.ts'
import type { KeepAlive, Silent } from './keep-alive.ts'
import { lastEventId } from './last-event-id.ts'

const ID_START = 'i'.charCodeAt(0)
/** The end of printed events. */
const NEWLINE = '\n'.charCodeAt(0)
const EVENT_END: Record<Framing, number> = {
  sse: NEWLINE,
  'numbered-sse': NEWLINE,
  'json-array': '}'.charCodeAt(0),
}

/**
 * `model`: the answering model, for the errors of streams. `eventsBefore`: events of the stream that the client already
 * has.
 */
type Told = { model?: string; eventsBefore?: number }

/** Writes one answer to a client: headers once, bytes as they arrive, exactly one end. */
export class AnswerWriter implements Silent {
  readonly #inbound: InboundRequest
  readonly #keepAlive: KeepAlive
  readonly #model: string
  silentSweeps = 0
  #isStream = false
  #unwatch = (): void => {}
  readonly #eventsBefore: number
  #last: Uint8Array | null = null
  #lastWithId: Uint8Array | null = null
  /** Writers that wait for the client to catch up. */
  #waiting: (() => void)[] = []

  constructor(
    { keepAlive }: { keepAlive: KeepAlive },
    inbound: InboundRequest,
    { model = '', eventsBefore = 0 }: Told = {},
  ) {
    this.#eventsBefore = eventsBefore
    this.#keepAlive = keepAlive
    this.#inbound = inbound
    this.#model = model
  }

  /** `isAhead`: sends the headers before there is any content. */
  head(status: number, headers: Record<string, string>, isAhead = false): void {
    this.#isStream = headers['cache-control'] === 'no-cache'
    const { outgoing, dialect, requestId, generationId, answerHeaders } = this.#inbound
    outgoing.writeHead(status, {
      ...CROSS_ORIGIN_HEADERS,
      ...requestIdHeaders(dialect, requestId),
      'x-generation-id': generationId,
      ...answerHeaders,
      ...toWritableHeaders(headers),
    })
    if (!this.#isStream) return
    this.#unwatch = this.#keepAlive.watch(this)
    if (isAhead) this.onSilence()
  }

  /** Writes a keep-alive, unless it would become part of an event or pile up. */
  onSilence(): void {
    const { outgoing, framing } = this.#inbound
    if (this.#last && this.#last.at(-1) !== EVENT_END[framing]) return
    if (outgoing.writableNeedDrain || outgoing.writableEnded || outgoing.destroyed) return
    outgoing.write(keepAliveOf(this.#inbound))
    this.silentSweeps = 0
  }

  /** @returns whether the client keeps up (`onceDrained`). */
  write(bytes: Uint8Array): boolean {
    const { outgoing } = this.#inbound
    if (this.#isStream) {
      this.#last = bytes
      if (bytes[0] === ID_START) this.#lastWithId = bytes
      this.silentSweeps = 0
    }
    return outgoing.write(bytes)
  }

  /** Calls `go` once a client that did not keep up does. */
  onceDrained(go: () => void): void {
    // One listener for all waiting writers: Node reports more than ten as a leak.
    if (this.#waiting.length === 0) this.#inbound.outgoing.once('drain', () => this.#drained())
    this.#waiting.push(go)
  }

  #drained(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const go of waiting) go()
  }

  end(): void {
    this.#unwatch()
    this.#inbound.outgoing.end()
  }

  /** Ends with a failure: as an HTTP error if nothing was sent, else as the dialect's last event. */
  fail(error: PublicError): void {
    this.#unwatch()
    const { outgoing, operation, dialect, requestId, generationId, arrivedAtMs } = this.#inbound
    if (outgoing.writableEnded) return
    const form = errorFormOf(operation, dialect)
    if (!outgoing.headersSent) {
      const body = JSON.stringify(form.body(error, requestId))
      this.head(error.status, {
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(body)),
        ...errorHeaders(error),
      })
      outgoing.end(body)
      return
    }
    if (!this.#isStream) {
      // A partial JSON document: only a cut connection shows that the rest is missing.
      outgoing.destroy()
      return
    }
    const eventsBefore = this.#eventCount()
    const context = {
      id: generationId,
      model: this.#model,
      createdAtSeconds: Math.floor(arrivedAtMs / 1000),
      eventCount: eventsBefore,
    }
    outgoing.end(printFrames(this.#inbound, form.events(error, context), { eventsBefore, isLast: true }))
  }

  /** The number of written events, from the id of the last one; without ids, whether there were any. */
  #eventCount(): number {
    if (this.#lastWithId) return lastEventId(this.#lastWithId)
    return this.#last ? 1 : this.#eventsBefore
  }
}
