import { errorFormOf, errorHeaders, printFrames } from '@gptget/protocol'
import type { PublicError } from '@gptget/protocol'
import { CORS_HEADERS } from '../answers/headers.ts'
import type { Arrival } from './arrival.ts'

/** Writes one answer to a client, whatever becomes of it: head once, bytes as they come, one end. */
export class AnswerWriter {
  readonly #arrival: Arrival
  readonly #model: string
  readonly #headers: Record<string, string>
  #isStream = false
  #hasWritten = false

  constructor(arrival: Arrival, model: string, headers: Record<string, string>) {
    this.#arrival = arrival
    this.#model = model
    this.#headers = headers
  }

  head(status: number, headers: Record<string, string>): void {
    this.#isStream = headers['cache-control'] === 'no-cache'
    this.#arrival.response.writeHead(status, {
      ...CORS_HEADERS,
      ...namesOf(this.#arrival),
      ...this.#headers,
      ...headers,
    })
  }

  /** @returns whether the client keeps up; if not, `onDrain` is called once it has. */
  write(bytes: Uint8Array, onDrain: () => void): boolean {
    const { response } = this.#arrival
    this.#hasWritten = true
    if (response.write(bytes)) return true
    response.once('drain', onDrain)
    return false
  }

  end(): void {
    this.#arrival.response.end()
  }

  /** Ends with a failure: as an HTTP error while nothing was sent, else as the dialect's last event. */
  fail(error: PublicError): void {
    const { response, operation, dialect, framing, generationId, arrivedAtMs } = this.#arrival
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
    const context = { id: generationId, model: this.#model, createdAtSeconds: Math.floor(arrivedAtMs / 1000) }
    response.end(
      printFrames(framing, form.events(error, context), { isFirst: !this.#hasWritten, isLast: true }),
    )
  }
}

/** The names a request goes by; `request-id` is Anthropic's. */
const namesOf = ({ dialect, requestId, generationId }: Arrival): Record<string, string> => ({
  'x-request-id': requestId,
  'x-generation-id': generationId,
  ...(dialect === 'anthropic-messages' ? { 'request-id': requestId } : {}),
})
