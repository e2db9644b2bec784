import { createServer } from 'node:http'
import type { ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pipeline, Readable } from 'node:stream'
import { once } from 'node:events'
import { gzipSync } from 'node:zlib'

/** The URLs of providers that always behave in one hostile way. */
export type HostileUrls = { endlessLine: string; gzipBomb: string }

const MIB = 1024 * 1024
const LINE_MIB = 100
const START = 'data: {"choices":[{"index":0,"delta":{"content":"'

/** Created once: an attacker on the same machine must not take the processor from the services. */
const PIECE = Buffer.alloc(MIB, 'x')
const packed = gzipSync(Buffer.concat([Buffer.from(START), Buffer.alloc(LINE_MIB * MIB, 'x')]), { level: 9 })

function* lineWithoutEnd(): Generator<Buffer> {
  yield Buffer.from(START)
  for (let sent = 0; sent < LINE_MIB; sent++) yield PIECE
}

const writeLine = (response: ServerResponse): void => {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  pipeline(Readable.from(lineWithoutEnd(), { objectMode: false }), response, () => {})
}

/** A hostile provider that sends as fast as it is read. */
export const startHostileUpstream = async (): Promise<HostileUrls & { stop(): Promise<void> }> => {
  const server = createServer((request, response) => {
    response.on('error', () => {})
    request.resume()
    if (request.url!.startsWith('/bomb/'))
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(packed)
    else writeLine(response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    endlessLine: `${url}/line/v1`,
    gzipBomb: `${url}/bomb/v1`,
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
