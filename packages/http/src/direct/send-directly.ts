import { BusError } from '@gptget/bus'
import type { Bus, ClientStream } from '@gptget/bus'
import type { DirectAddress, DirectSubject, HeadOf, TrailerOf } from '@gptget/contracts'
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import type { ClientRequest } from 'node:http'
import { DIRECT_PATH, takeTicket, TICKET_HEADER } from './direct-bodies.ts'
import type { Awaited } from './direct-bodies.ts'

type Body = AsyncIterable<Uint8Array>

const agent = new Agent({ keepAlive: true })

/** For connections in a network that should be there. */
const CONNECT_TIMEOUT_MS = 1_000
const UNREACHABLE_FOR_MS = 60_000

/** Processes that could not be reached, and until when they are not tried again. */
const unreachable = new Map<string, number>()

/**
 * Like `sendBody` of the bus, but the body goes straight to the serving process: handed over if it is this one, else
 * over HTTP. If it cannot be reached like this, it goes in frames.
 * @throws BusError of the serving side; `body_failed` if the body itself broke off
 */
export const sendDirectly = <S extends DirectSubject>(
  bus: Bus,
  subject: S,
  head: HeadOf<S>,
  body: Body,
): Promise<TrailerOf<S>> =>
  new Promise((resolve, reject) => {
    const framed = Promise.withResolvers<Body>()
    const fail = (error: BusError): void => {
      framed.resolve(NOTHING)
      reject(error)
    }
    const throughBus = async function* (): AsyncGenerator<Uint8Array> {
      yield* await framed.promise
    }
    const stream: ClientStream = bus.openStream(
      subject,
      { ...(head as object), mayBeDirect: true } as HeadOf<S>,
      throughBus(),
      {
        head: (address) => {
          send(address as DirectAddress | null, body, framed.resolve).catch((error: unknown) => {
            stream.cancel('the body broke off')
            // Of any other failure, the serving side has the reason.
            if (error instanceof BodyFailure)
              fail(new BusError('body_failed', 'the body could not be read', {}, error.cause))
          })
        },
        data: (bytes) => stream.grant(bytes.byteLength),
        end: (trailer) => {
          framed.resolve(NOTHING)
          resolve(trailer)
        },
        error: fail,
      },
    )
  })

const NOTHING: Body = (async function* () {})()

/** @param inFrames gets the body, unread, if there is no other way */
const send = async (
  address: DirectAddress | null,
  body: Body,
  inFrames: (body: Body) => void,
): Promise<void> => {
  if (address === null) return inFrames(body)
  const asked = takeTicket(address.ticket)
  if (asked !== null) return handOver(asked, body)
  const now = performance.now()
  if ((unreachable.get(address.url) ?? 0) > now) return inFrames(body)
  unreachable.delete(address.url)
  const outgoing = await connect(address)
  if (outgoing !== null) return post(outgoing, body)
  unreachable.set(address.url, now + UNREACHABLE_FOR_MS)
  inFrames(body)
}

/** The body broke off, and not its way. */
class BodyFailure extends Error {
  override name = 'BodyFailure'
}

const failureOf = (cause: unknown): BodyFailure => new BodyFailure('a body broke off', { cause })

/** Resolves when the reader has all of it, or wants no more. @throws BodyFailure */
const handOver = async ({ take }: Awaited, body: Body): Promise<void> => {
  const over = Promise.withResolvers<void>()
  const handed = async function* (): AsyncGenerator<Uint8Array> {
    try {
      yield* body
    } catch (error) {
      over.reject(failureOf(error))
      throw new BusError('cancelled', 'the body broke off')
    } finally {
      over.resolve()
    }
  }
  take(handed())
  return over.promise
}

/** A request whose connection is open, so that all of its body will be sent; null if it cannot be reached. */
const connect = ({ url, ticket }: DirectAddress): Promise<ClientRequest | null> =>
  new Promise((resolve) => {
    const headers = { [TICKET_HEADER]: ticket, 'transfer-encoding': 'chunked' }
    const outgoing = request(new URL(DIRECT_PATH, url), { method: 'POST', agent, headers })
    const timer = setTimeout(() => outgoing.destroy(new Error('no connection in time')), CONNECT_TIMEOUT_MS)
    const settle = (reached: ClientRequest | null): void => {
      clearTimeout(timer)
      resolve(reached)
    }
    // Later failures are handled with the answer.
    outgoing.on('error', () => settle(null))
    outgoing.once('socket', (socket) => {
      if (socket.connecting) socket.once('connect', () => settle(outgoing))
      else settle(outgoing)
    })
  })

/** @throws BodyFailure; Error if the connection breaks or the other side wants no more of it */
const post = async (outgoing: ClientRequest, body: Body): Promise<void> => {
  const answered = new Promise<void>((resolve, reject) => {
    outgoing.once('error', reject)
    outgoing.once('response', (answer) => {
      answer.resume()
      if (answer.statusCode === 204) answer.once('end', resolve)
      else reject(new Error(`a body was answered with ${answer.statusCode}`))
    })
  })
  answered.catch(() => outgoing.destroy())
  try {
    for await (const piece of body) {
      if (outgoing.destroyed) break
      if (!outgoing.write(piece, (error) => free(piece, error)))
        await Promise.race([once(outgoing, 'drain'), answered])
    }
  } catch (error) {
    if (outgoing.destroyed) return answered
    outgoing.destroy()
    throw failureOf(error)
  }
  outgoing.end()
  return answered
}

/** Smaller ones may share their memory with others. */
const LEAST_FREED_BYTES = 64 * 1024

/** Gives back the memory of a sent piece, which is ours. V8 would only notice later, with a collection of all. */
const free = ({ buffer, byteOffset, byteLength }: Uint8Array, error?: Error | null): void => {
  const isAlone = byteOffset === 0 && byteLength >= LEAST_FREED_BYTES
  if (!error && isAlone && buffer instanceof ArrayBuffer) buffer.transfer(0)
}
