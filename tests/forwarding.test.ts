import { createApiKey } from '@gptget/keys'
import { serviceAnnounced } from '@gptget/contracts'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { scriptedConfig } from './platform/scripted-config.ts'
import { usePlatform } from './platform/use-platform.ts'

const world = usePlatform((upstream) => ({ config: scriptedConfig(upstream, ['text-5']) }))

/** The accept value of RFC 6455. */
const acceptOf = (key: string): string =>
  createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')

/** Echoes each short text message. */
const echo = (socket: Socket, frame: Buffer): void => {
  const length = frame[1]! & 0x7f
  const mask = frame.subarray(2, 6)
  const payload = Buffer.from(frame.subarray(6, 6 + length).map((byte, index) => byte ^ mask[index % 4]!))
  if ((frame[0]! & 0x0f) === 8) socket.end(Buffer.from([0x88, 0]))
  if ((frame[0]! & 0x0f) === 1) socket.write(Buffer.concat([Buffer.from([0x81, length]), payload]))
}

const serveUpgrade = (request: IncomingMessage, socket: Socket): void => {
  if (request.url?.includes('refuse'))
    return void socket.end('HTTP/1.1 401 Unauthorized\r\ncontent-length: 9\r\n\r\nno key: x')
  const accept = acceptOf(String(request.headers['sec-websocket-key']))
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-accept: ${accept}\r\n\r\n`,
  )
  socket.on('data', (frame: Buffer) => echo(socket, frame))
}

let service: Server
let leave: () => void

beforeAll(async () => {
  service = createServer(({ url, method }, response) => {
    response.writeHead(206, { 'content-type': 'application/json', 'x-service': 'tiny', connection: 'close' })
    response.end(JSON.stringify({ method, url }))
  })
  service.on('upgrade', serveUpgrade)
  service.listen(0, '127.0.0.1')
  await once(service, 'listening')
  const url = `http://127.0.0.1:${(service.address() as AddressInfo).port}`
  const announcement = {
    service: 'tiny',
    processId: 'tiny_1',
    url,
    paths: ['/v1/realtime', '/v1/realtime/*', '/v1/computers/*/vnc'],
  }
  const announce = (isLeaving: boolean): void =>
    world.platform.bus.emit(serviceAnnounced, { ...announcement, isLeaving })
  announce(false)
  leave = () => announce(true)
  await vi.waitUntil(async () => (await fetch(`${edge()}/v1/realtime`)).status === 206, { timeout: 10_000 })
})
afterAll(() => {
  service?.closeAllConnections()
  service?.close()
})

const edge = (): string => world.platform.edges[0]!.url

const talk = (path: string, said: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(`${edge().replace('http', 'ws')}${path}`)
    socket.addEventListener('open', () => socket.send(said))
    socket.addEventListener('message', ({ data }) => {
      resolve(String(data))
      socket.close()
    })
    socket.addEventListener('error', () => reject(new Error('refused')))
  })

describe('a path that another service has announced', () => {
  it.each(['/v1/realtime?model=a%20b', '/v1/realtime/below', '/v1/computers/c_1/vnc'])(
    'is forwarded to it with an unchanged query and answer: %s',
    async (path) => {
      const response = await fetch(edge() + path)
      expect([response.status, response.headers.get('x-service')]).toEqual([206, 'tiny'])
      expect(await response.json()).toEqual({ method: 'GET', url: path })
    },
  )

  it.each(['/v1/realtime', '/v1/computers/c_1/vnc'])('carries a WebSocket: %s', async (path) => {
    expect(await talk(path, 'hello')).toBe('hello')
  })

  it('refuses a WebSocket with a reason', async () => {
    await expect(talk('/v1/realtime/refuse', 'hello')).rejects.toThrow('refused')
  })

  it.each(['/v1/realtimes', '/v1/computers/vnc', '/v1/computers/a/b/vnc'])(
    'does not affect similar paths: %s',
    async (path) => {
      expect((await fetch(edge() + path)).status).toBe(404)
      await expect(talk(path, 'hello')).rejects.toThrow('refused')
    },
  )

  it('counts as a request of the key for its limits, except reads for requests per minute', async () => {
    const { platform, account } = world
    const { apiKey } = await platform.admin.createKey(account.accountId, { requestsPerMinute: 2 })
    const ask = async (method: string): Promise<number> =>
      (await fetch(`${edge()}/v1/realtime`, { method, headers: { authorization: `Bearer ${apiKey}` } }))
        .status
    expect([await ask('POST'), await ask('GET'), await ask('PUT'), await ask('POST')]).toEqual([
      206, 206, 206, 429,
    ])
    expect(await ask('GET')).toBe(206)
  })

  it.each([createApiKey(randomBytes).apiKey, `sk-getgpt-${'x'.repeat(43)}`])(
    'is not called for an unknown key: %s',
    async (apiKey) => {
      const headers = { authorization: `Bearer ${apiKey}` }
      expect((await fetch(`${edge()}/v1/realtime`, { headers })).status).toBe(401)
    },
  )

  it('answers 503 while the service cannot be reached, and after it has left', async () => {
    service.closeAllConnections()
    service.close()
    const response = await fetch(`${edge()}/v1/realtime`)
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1'])
    await expect(talk('/v1/realtime', 'hello')).rejects.toThrow('refused')
    leave()
    const message = async (): Promise<string> => await (await fetch(`${edge()}/v1/realtime`)).text()
    await expect.poll(message, { timeout: 10_000 }).toContain('restarting')
  })
})
