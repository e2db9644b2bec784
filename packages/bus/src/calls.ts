import type { NatsConnection } from '@nats-io/transport-node'
import { NoRespondersError, RequestError, TimeoutError } from '@nats-io/transport-node'
import { z } from 'zod'
import { BusError } from './bus.ts'
import type { CallOptions } from './bus.ts'
import type { CallSubject } from '@gptget/contracts'
import { describeFailure, failureSchema, messageTooLarge } from './failure.ts'
import { workForAccountIn } from './work-for-account.ts'
import { jsonPayload, readJson } from './frames.ts'
import { maxMessageBytesOf } from './transport.ts'
import type { Subscription, Transport } from './transport.ts'

const reply = z.union([z.object({ value: z.unknown() }), z.object({ failure: failureSchema })])

type Handler = (request: unknown) => unknown
type CallsOptions = {
  connection: NatsConnection
  transport: Transport
  instanceId: string
  onError: (error: unknown, what: string) => void
}

const DEFAULT_TIMEOUT_MS = 5_000

/** Calls and answers between processes, each one JSON message. */
export class Calls {
  readonly #options: CallsOptions
  readonly #handlers = new Map<string, Handler>()
  readonly #finders = new Map<string, (request: unknown) => unknown>()
  readonly #subscriptions: Subscription[] = []

  constructor(options: CallsOptions) {
    this.#options = options
  }

  async call(subject: CallSubject, request: unknown, options: CallOptions = {}): Promise<unknown> {
    const { timeoutMs = DEFAULT_TIMEOUT_MS, attempts = 1, instanceId } = options
    const name = instanceId === undefined ? subject.name : `${subject.name}.${instanceId}`
    const payload = jsonPayload(z.encode(subject.request, request))
    const handler = this.#handlers.get(name)
    const answer = handler
      ? await handler(readJson(payload))
      : await this.#ask(name, payload, timeoutMs, attempts)
    const read = reply.parse(answer)
    if ('failure' in read) throw new BusError(read.failure.code, read.failure.message, read.failure.details)
    return z.decode(subject.response, read.value)
  }

  serve(subject: CallSubject, handle: (request: unknown) => unknown): void {
    const handler: Handler = async (request) => {
      try {
        const asked = z.decode(subject.request, request)
        const answer = await workForAccountIn(asked, () => handle(asked))
        return { value: z.encode(subject.response, answer) }
      } catch (error) {
        const failure = describeFailure(error)
        if (failure.code === 'internal') this.#options.onError(error, subject.name)
        return { failure }
      }
    }
    this.#subscribe(subject.name, subject.name, handler)
    this.#subscribe(`${subject.name}.${this.#options.instanceId}`, undefined, handler)
  }

  async find(subject: CallSubject, request: unknown, timeoutMs: number): Promise<unknown> {
    const payload = jsonPayload(z.encode(subject.request, request))
    // What this process sends does not return to it.
    const own = this.#finders.get(subject.name)?.(readJson(payload)) ?? null
    const answer = own ?? (await this.#askAll(subject.name, payload, timeoutMs))
    return answer === null ? null : z.decode(subject.response, answer)
  }

  serveFind(subject: CallSubject, handle: (request: unknown) => unknown): void {
    const { connection, transport, onError } = this.#options
    const find = (request: unknown): unknown => {
      const found = handle(z.decode(subject.request, request))
      return found === null ? null : z.encode(subject.response, found)
    }
    this.#finders.set(subject.name, find)
    this.#subscriptions.push(
      transport.subscribe(subject.name, undefined, ({ data, reply: replyTo }) => {
        try {
          const found = replyTo === undefined ? null : find(readJson(data))
          if (found !== null) connection.publish(replyTo!, jsonPayload(found))
        } catch (error) {
          onError(error, subject.name)
        }
      }),
    )
  }

  async #askAll(name: string, payload: Uint8Array, timeoutMs: number): Promise<unknown> {
    try {
      const { data } = await this.#options.connection.request(name, payload, { timeout: timeoutMs })
      return readJson(data)
    } catch (error) {
      const failure = toBusError(error, name)
      if (failure.code === 'timeout' || isUnserved(error)) return null
      throw failure
    }
  }

  stop(): void {
    for (const subscription of this.#subscriptions) subscription.unsubscribe()
    this.#handlers.clear()
    this.#finders.clear()
  }

  #subscribe(name: string, queue: string | undefined, handler: Handler): void {
    this.#handlers.set(name, handler)
    const { connection, transport, onError } = this.#options
    const answer = async (data: Uint8Array, replyTo: string): Promise<void> => {
      const response = jsonPayload(await handler(readJson(data)))
      if (response.byteLength <= maxMessageBytesOf(connection)) return connection.publish(replyTo, response)
      const error = new RangeError(`an answer of ${response.byteLength} bytes is more than one message holds`)
      onError(error, name)
      connection.publish(replyTo, jsonPayload({ failure: describeFailure(error) }))
    }
    this.#subscriptions.push(
      transport.subscribe(name, queue, ({ data, reply: replyTo }) => {
        if (replyTo !== undefined) answer(data, replyTo).catch((error: unknown) => onError(error, name))
      }),
    )
  }

  async #ask(name: string, payload: Uint8Array, timeoutMs: number, attempts: number): Promise<unknown> {
    const { connection } = this.#options
    if (payload.byteLength > maxMessageBytesOf(connection)) throw messageTooLarge()
    try {
      const message = await connection.request(name, payload, { timeout: timeoutMs })
      return readJson(message.data)
    } catch (error) {
      const failure = toBusError(error, name)
      if (failure.code !== 'timeout' || attempts <= 1) throw failure
      return this.#ask(name, payload, timeoutMs, attempts - 1)
    }
  }
}

const isUnserved = (error: unknown): boolean =>
  error instanceof NoRespondersError || (error instanceof RequestError && error.isNoResponders())

const toBusError = (error: unknown, name: string): BusError => {
  if (isUnserved(error)) {
    return new BusError('unavailable', `no process serves ${name}`, {}, error)
  }
  if (error instanceof TimeoutError)
    return new BusError('timeout', `${name} did not answer in time`, {}, error)
  return new BusError('unavailable', `${name} could not be asked`, {}, error)
}
