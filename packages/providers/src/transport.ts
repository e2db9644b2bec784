import type { IncomingHttpHeaders } from 'node:http'
import { Readable } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { Agent } from 'undici'
import { createSigningSchemes } from './auth/authorize.ts'
import type { Provider } from './provider.ts'
import { unpackedBody } from './upstream-body.ts'
import type { UpstreamBody } from './upstream-body.ts'
import { UpstreamCall } from './upstream-call.ts'

export type UpstreamRequest = {
  url: string
  /** POST where it is left out. */
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  headers: Record<string, string>
  /** The input of a signing scheme; other schemes have theirs among `headers`. */
  credential?: string | null
  /** Unshared memory if it is large, which is freed once all of it was sent. */
  body: Uint8Array
  signal: AbortSignal
  /** Called when the request is about to be sent: before that the provider knows nothing of it. */
  onSent?: () => void
}

export type UpstreamAnswer = { status: number; headers: IncomingHttpHeaders; body: UpstreamBody }

/** HTTP connections to providers, kept open between requests. */
export type Transport = {
  /** Resolves with the headers of the answer. Rejects if there will be none, or `signal` aborts. */
  send(provider: Provider, request: UpstreamRequest): Promise<UpstreamAnswer>
  close(): Promise<void>
}

/** One agent for each connect timeout: undici keeps that setting with the connections. */
export const createUpstreamTransport = (now: () => number = Date.now): Transport => {
  const signing = createSigningSchemes(now)
  const agents = new Map<number, Agent>()
  const agentOf = ({ timeouts }: Provider): Agent => {
    const known = agents.get(timeouts.connectMs)
    if (known) return known
    const agent = new Agent({
      connect: { timeout: timeouts.connectMs },
      // The attempt decides how long an answer may take, by tokens and not by bytes.
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: 30_000,
      pipelining: 1,
    })
    agents.set(timeouts.connectMs, agent)
    return agent
  }
  return {
    send: async (provider, request) => {
      const { url, method = 'POST', body, signal, credential } = request
      const authorize = signing[provider.auth]
      const headers =
        authorize && credential
          ? { ...request.headers, ...(await authorize({ ...request, method }, credential)) }
          : request.headers
      const { origin, path } = splitUrl(url)
      const call = new UpstreamCall(signal, request.onSent)
      const asked = {
        origin,
        path,
        method,
        ...(body.byteLength === 0 ? { headers } : sendable(headers, body)),
      }
      agentOf(provider).dispatch(asked, call)
      const { status, headers: answered } = await call.head
      return { status, headers: answered, body: unpacked(call, answered['content-encoding']) }
    },
    close: async () => {
      await Promise.all([...agents.values()].map((agent) => agent.destroy()))
    },
  }
}

/** What is sent at once is also encrypted at once, and others wait for it. */
const MAX_PIECE_BYTES = 256 * 1024

/** A large body is sent in pieces, each when the connection has accepted the previous ones. */
const sendable = (headers: Record<string, string>, body: Uint8Array) =>
  body.byteLength <= MAX_PIECE_BYTES
    ? { headers, body }
    : {
        headers: { ...headers, 'content-length': String(body.byteLength) },
        body: Readable.from(piecesOf(body), { objectMode: false, highWaterMark: MAX_PIECE_BYTES }),
      }

/** Copies: a socket may still be writing the last one when the body is freed. */
function* piecesOf({ buffer, byteOffset, byteLength }: Uint8Array): Generator<Uint8Array> {
  try {
    for (let at = 0; at < byteLength; at += MAX_PIECE_BYTES)
      yield new Uint8Array(
        buffer.slice(byteOffset + at, byteOffset + Math.min(byteLength, at + MAX_PIECE_BYTES)),
      )
  } finally {
    if (buffer instanceof ArrayBuffer) buffer.transfer(0)
  }
}

/** `https://a.b/c?d` becomes `https://a.b` and `/c?d`; its base URL was validated. */
const splitUrl = (url: string): { origin: string; path: string } => {
  const end = url.indexOf('/', url.indexOf('//') + 2)
  return { origin: url.slice(0, end), path: url.slice(end) }
}

/** Some providers compress without a request to do so. */
const unpacked = (body: UpstreamBody, encoding: string | string[] | undefined): UpstreamBody => {
  switch (encoding) {
    case 'gzip':
    case 'x-gzip':
      return unpackedBody(body, createGunzip())
    case 'deflate':
      return unpackedBody(body, createInflate())
    case 'br':
      return unpackedBody(body, createBrotliDecompress())
    default:
      return body
  }
}
