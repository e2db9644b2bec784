import { request as httpRequest } from 'node:http'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { ConnectWithin } from '@gptget/runtime'

/**
 * Opens a connection to this server; set once it listens. `keyHashes`: the key of such a connection's requests, when
 * one of our services calls on behalf of a key.
 */
export type Self = { connect: ConnectWithin | null; keyHashes: WeakMap<object, string> }

type Asked = {
  method?: string
  path: string
  /** Headers of the caller; some are passed on. */
  headers?: IncomingHttpHeaders
  /** Headers of the request itself. */
  ownHeaders?: Record<string, string>
  body: object | Buffer
  signal?: AbortSignal
  keyHash?: string
}

/** The caller's headers that are passed on with a request made for them. */
const CARRIED = [
  'authorization',
  'x-api-key',
  'x-goog-api-key',
  'x-session-id',
  'x-gptget-strict',
  'openai-beta',
  'user-agent',
  'http-referer',
  'traceparent',
]

/** Calls this gateway as the caller of `headers`: with the same key, limits, charge and errors. */
export const askSelf = (
  self: Self,
  { method = 'POST', path, headers = {}, ownHeaders = {}, body, signal, keyHash }: Asked,
): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const sent = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body))
    const carried = Object.fromEntries(
      CARRIED.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])),
    )
    const request = httpRequest(
      {
        method,
        path,
        headers: {
          ...carried,
          ...ownHeaders,
          host: 'self',
          connection: 'close',
          'content-type': 'application/json',
          'content-length': sent.byteLength,
        },
        createConnection: () => connectAs(self, keyHash) as Socket,
        ...(signal ? { signal } : {}),
      },
      resolve,
    )
    request.once('error', reject)
    request.end(sent)
  })

const connectAs = ({ connect, keyHashes }: Self, keyHash: string | undefined): Duplex => {
  if (connect === null) throw new Error('the server does not listen yet')
  return connect((theirs) => {
    if (keyHash !== undefined) keyHashes.set(theirs, keyHash)
  })
}

export const readAll = async (answer: AsyncIterable<Uint8Array>): Promise<string> => {
  const pieces: Uint8Array[] = []
  for await (const piece of answer) pieces.push(piece)
  return Buffer.concat(pieces).toString()
}
