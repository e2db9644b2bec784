// The minimal Node gateway: receives with node:http, sends with undici, and passes bytes through.
// `node node-proxy.ts UPSTREAM PORT`
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { Pool } from 'undici'

const [upstream = '', port = ''] = process.argv.slice(2)
const pool = new Pool(upstream, { pipelining: 1 })

const readBody = async (request: IncomingMessage): Promise<Buffer> => {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  return Buffer.concat(pieces)
}

const relay = (path: string, body: Buffer, response: ServerResponse): void => {
  const left = new AbortController()
  response.once('close', () => left.abort())
  const headers = { 'content-type': 'application/json', authorization: 'Bearer key' }
  const request = { path, method: 'POST' as const, headers, body }
  pool.dispatch(request, {
    onRequestStart: (controller) =>
      left.signal.addEventListener('abort', () => controller.abort(new Error('the caller left'))),
    onResponseStart: (controller, status, upstreamHeaders) => {
      response.on('drain', () => controller.resume())
      response.writeHead(status, { 'content-type': String(upstreamHeaders['content-type']) })
    },
    onResponseData: (controller, chunk) => {
      if (!response.write(chunk)) controller.pause()
    },
    onResponseEnd: () => void response.end(),
    onResponseError: (_controller, error) => {
      if (response.headersSent) response.destroy()
      else
        response
          .writeHead(502, { 'content-type': 'application/json' })
          .end(JSON.stringify({ error: error.message }))
    },
  })
}

const server = createServer((request, response) => {
  if (request.method !== 'POST') return void response.writeHead(404).end()
  readBody(request).then(
    (body) => relay(request.url ?? '/', body, response),
    // The caller disconnected before the end of its request.
    () => response.destroy(),
  )
})
server.listen(Number(port), '127.0.0.1')
