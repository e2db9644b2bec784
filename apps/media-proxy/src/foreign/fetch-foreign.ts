import { PublicError } from '@gptget/errors'
import type { LookupFunction } from 'node:net'
import { isIPv6 } from 'node:net'
import { Agent } from 'undici'
import type { Dispatcher } from 'undici'
import { admit } from './guard.ts'
import type { GuardOptions, Target } from './guard.ts'

export type ForeignRequest = {
  url: string
  method: 'GET' | 'POST'
  headers: Record<string, string>
  body: Uint8Array | null
  maxBytes: number
  /** Aborts when it is no longer needed, or its time is over. */
  signal: AbortSignal
}

export type ForeignAnswer = {
  status: number
  header(name: string): string | null
  /**
   * To be read or abandoned (`break`), which closes the connection. @throws PublicError if it is too large or breaks
   * off
   */
  chunks: AsyncGenerator<Uint8Array>
}

const MAX_REDIRECTS = 3
const CONNECT_TIMEOUT_MS = 10_000
/** The longest silence. A slow answer may take any time. */
const SILENCE_MS = 30_000
const REDIRECTS = new Set([301, 302, 303, 307, 308])

/**
 * Fetches a URL chosen by a caller or a provider. Its host is resolved once, checked, and the connection uses that
 * address; redirects are checked too.
 * @throws PublicError `invalid_request` if it is not allowed, `provider_unavailable` if it does not answer
 */
export const fetchForeign = async (request: ForeignRequest, guard: GuardOptions): Promise<ForeignAnswer> => {
  let target = await admit(request.url, guard)
  let { headers } = request
  for (let redirects = 0; ; redirects += 1) {
    const { agent, answer } = await ask(target, { ...request, headers })
    const location = answer.headers.location
    // A body for one address is not meant for another.
    if (!REDIRECTS.has(answer.statusCode) || request.method === 'POST' || typeof location !== 'string')
      return read(agent, answer, request)
    await agent.destroy()
    if (redirects === MAX_REDIRECTS) throw unreachable('too many redirects')
    if (!URL.canParse(location, target.url.href)) throw unreachable('a redirect to nowhere')
    const next = new URL(location, target.url)
    // Credentials for one host are not meant for another.
    if (next.origin !== target.url.origin) headers = {}
    target = await admit(next.href, guard)
  }
}

type Asked = { agent: Agent; answer: Dispatcher.ResponseData }

const ask = async ({ url, addresses }: Target, request: ForeignRequest): Promise<Asked> => {
  const agent = new Agent({
    connect: { lookup: pinnedTo(addresses), timeout: CONNECT_TIMEOUT_MS },
    headersTimeout: SILENCE_MS,
    bodyTimeout: SILENCE_MS,
    maxHeaderSize: 32 * 1024,
  })
  try {
    const { method, body, signal } = request
    // Bytes are passed on as they are: compressed data could have any size when decompressed.
    const headers = { 'user-agent': 'GptGet', ...request.headers, 'accept-encoding': 'identity' }
    return {
      agent,
      answer: await agent.request({
        origin: url.origin,
        path: url.pathname + url.search,
        method,
        headers,
        body,
        signal,
      }),
    }
  } catch (error) {
    await agent.destroy()
    throw unreachable(error)
  }
}

/** Answers every lookup with the address found before. */
const pinnedTo =
  (addresses: readonly string[]): LookupFunction =>
  (_host, options, callback) => {
    const all = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }))
    if (options.all) callback(null, all)
    else callback(null, all[0]!.address, all[0]!.family)
  }

const read = async (
  agent: Agent,
  answer: Dispatcher.ResponseData,
  { maxBytes }: ForeignRequest,
): Promise<ForeignAnswer> => {
  const header = (name: string): string | null => {
    const value = answer.headers[name]
    return value === undefined ? null : String(value)
  }
  if (Number(header('content-length') ?? 0) > maxBytes) {
    await agent.destroy()
    throw tooLong(maxBytes)
  }
  const chunks = async function* (): AsyncGenerator<Uint8Array> {
    let byteLength = 0
    try {
      for await (const chunk of answer.body as AsyncIterable<Uint8Array>) {
        byteLength += chunk.byteLength
        if (byteLength > maxBytes) throw tooLong(maxBytes)
        yield chunk
      }
    } catch (error) {
      throw error instanceof PublicError ? error : unreachable(error)
    } finally {
      await agent.destroy()
    }
  }
  return { status: answer.statusCode, header, chunks: chunks() }
}

const tooLong = (maxBytes: number): PublicError =>
  new PublicError('request_too_large', `The file at the URL is larger than ${maxBytes} bytes.`, {
    param: 'url',
    metadata: { max_bytes: maxBytes },
  })

const unreachable = (cause: unknown): PublicError =>
  new PublicError('provider_unavailable', 'The address sent an invalid answer.', { param: 'url' }, cause)
