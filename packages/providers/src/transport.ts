import type { IncomingHttpHeaders } from 'node:http'
import type { Readable } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { Agent } from 'undici'
import { createSigningSchemes } from './auth/authorise.ts'
import type { Provider } from './provider.ts'

export type UpstreamRequest = {
  url: string
  headers: Record<string, string>
  /** What a scheme that signs makes its headers of; other schemes have theirs among `headers`. */
  credential?: string | null
  body: Uint8Array
  signal: AbortSignal
}

export type UpstreamAnswer = { status: number; headers: IncomingHttpHeaders; body: Readable }

/** HTTP connections to providers, kept open between requests. */
export type Transport = {
  /** Resolves when the answer's head is there. Rejects when there will be none, or `signal` aborts. */
  send(provider: Provider, request: UpstreamRequest): Promise<UpstreamAnswer>
  close(): Promise<void>
}

/** One agent per connect timeout: undici keeps that setting with the connections. */
export const createUpstreamTransport = (now: () => number = Date.now): Transport => {
  const signing = createSigningSchemes(now)
  const agents = new Map<number, Agent>()
  const agentOf = ({ timeouts }: Provider): Agent => {
    const known = agents.get(timeouts.connectMs)
    if (known) return known
    const agent = new Agent({
      connect: { timeout: timeouts.connectMs },
      // How long an answer may take is the attempt's to decide, by tokens and not by bytes.
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
      const { url, body, signal, credential } = request
      const authorise = signing[provider.auth]
      const headers =
        authorise && credential
          ? { ...request.headers, ...(await authorise({ ...request, method: 'POST' }, credential)) }
          : request.headers
      const { origin, pathname, search } = new URL(url)
      const {
        statusCode,
        headers: answered,
        body: stream,
      } = await agentOf(provider).request({
        origin,
        path: pathname + search,
        method: 'POST',
        headers,
        body,
        signal,
      })
      return { status: statusCode, headers: answered, body: unpacked(stream, answered['content-encoding']) }
    },
    close: async () => {
      await Promise.all([...agents.values()].map((agent) => agent.destroy()))
    },
  }
}

/** Some providers compress although nobody asked. */
const unpacked = (body: Readable, encoding: string | string[] | undefined): Readable => {
  switch (encoding) {
    case 'gzip':
    case 'x-gzip':
      return passErrors(body, createGunzip())
    case 'deflate':
      return passErrors(body, createInflate())
    case 'br':
      return passErrors(body, createBrotliDecompress())
    default:
      return body
  }
}

const passErrors = (body: Readable, unpack: ReturnType<typeof createGunzip>): Readable => {
  body.once('error', (error) => unpack.destroy(error))
  unpack.once('close', () => body.destroy())
  return body.pipe(unpack)
}
