import { request as httpRequest } from 'node:http'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'

/** How to open a connection to this very server; set once it listens. */
export type Self = { connect: (() => Duplex) | null }

type Asked = { path: string; headers: IncomingHttpHeaders; body: object | Buffer; signal?: AbortSignal }

/** What of a caller's headers a request made for them carries on. */
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

/** Asks this gateway itself as the caller of `headers` would: with the same key, limits, charge and errors. */
export const askSelf = (
  { connect }: Self,
  { path, headers, body, signal }: Asked,
): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    if (connect === null) throw new Error('the server does not listen yet')
    const sent = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body))
    const carried = Object.fromEntries(
      CARRIED.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])),
    )
    const request = httpRequest(
      {
        method: 'POST',
        path,
        headers: {
          ...carried,
          host: 'self',
          connection: 'close',
          'content-type': 'application/json',
          'content-length': sent.byteLength,
        },
        createConnection: () => connect() as Socket,
        ...(signal ? { signal } : {}),
      },
      resolve,
    )
    request.once('error', reject)
    request.end(sent)
  })

export const readAll = async (answer: AsyncIterable<Uint8Array>): Promise<string> => {
  const pieces: Uint8Array[] = []
  for await (const piece of answer) pieces.push(piece)
  return Buffer.concat(pieces).toString()
}
