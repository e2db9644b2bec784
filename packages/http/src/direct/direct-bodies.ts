import { BusError } from '@gptget/bus'
import type { ServerStream } from '@gptget/bus'
import type { DirectAddress, DirectSubject } from '@gptget/contracts'
import { SLOW_BODY } from '@gptget/runtime'
import type { Context } from 'hono'
import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { HttpEnv } from '../env.ts'

/*
 * Large bodies between services. Through the bus each byte is copied several times and passes through another process;
 * here the serving side of a stream says where it accepts its body over HTTP. The call, its outcome and the heartbeats
 * stay on the bus.
 */

/** The path of bodies at a service that accepts them. No edge forwards it. */
export const DIRECT_PATH = '/direct-bodies'
export const TICKET_HEADER = 'x-gptget-ticket'

type Body = AsyncIterable<Uint8Array>

export type Awaited = {
  take(body: Body): void
  /** Aborts when the body is not wanted any more. */
  signal: AbortSignal
}

/** The bodies that this process waits for, also for its other services: by ticket, which is valid for one body. */
const awaited = new Map<string, Awaited>()

/** Whoever waits for the body with this ticket in this process; null if nobody does. */
export const takeTicket = (ticket: string): Awaited | null => {
  const found = awaited.get(ticket) ?? null
  awaited.delete(ticket)
  return found
}

/**
 * The body of a stream, for one reader: over HTTP if the calling side can send it there, else in frames. Answers the
 * stream's head.
 * @param url where this process accepts bodies; null: nowhere
 */
export async function* receiveBody(
  stream: ServerStream<DirectSubject>,
  url: string | null,
): AsyncGenerator<Uint8Array> {
  if (url === null) {
    stream.respond(null)
    yield* stream.chunks()
    return
  }
  const ticket = randomUUID()
  const direct = new Promise<Body>((take) => awaited.set(ticket, { take, signal: stream.signal }))
  try {
    stream.respond({ url, ticket } satisfies DirectAddress)
    yield* await firstOf(direct, stream.chunks())
  } finally {
    awaited.delete(ticket)
  }
}

/** Whichever begins first: a caller who cannot connect sends frames. */
const firstOf = async (direct: Promise<Body>, framed: Body): Promise<Body> => {
  const rest = framed[Symbol.asyncIterator]()
  const first = rest.next()
  // It may fail after the other was chosen.
  first.catch(() => undefined)
  return Promise.race([direct, first.then((begun) => resumed(begun, rest))])
}

async function* resumed(
  first: IteratorResult<Uint8Array, unknown>,
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  for (let next = first; !next.done; next = await rest.next()) yield next.value
}

/** The route for bodies: passes one on to whoever waits for it, and answers once it was read. */
export const acceptBody = async (c: Context<HttpEnv>): Promise<Response> => {
  const { incoming } = c.env
  const asked = takeTicket(c.req.header(TICKET_HEADER) ?? '')
  if (asked === null) return c.body(null, 404)
  // A provider may be slow. The bus notices if the sender is gone.
  incoming.on(SLOW_BODY, () => undefined)
  const read = Promise.withResolvers<void>()
  asked.signal.addEventListener('abort', () => incoming.destroy(), { once: true })
  asked.take(readAll(incoming, read.resolve))
  await read.promise
  return c.body(null, incoming.complete ? 204 : 409)
}

/** @param onRead called when its reader wants no more */
async function* readAll(incoming: IncomingMessage, onRead: () => void): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of incoming) yield piece as Buffer
  } catch (error) {
    throw new BusError('lost', 'the connection of a body broke', {}, error)
  } finally {
    onRead()
  }
}
