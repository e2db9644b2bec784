import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocketServer, type WebSocket } from 'ws'
import { ClientLink } from './client-link.ts'

const MIB = 1024 * 1024
const HANDSHAKE =
  'GET / HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n' +
  'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n'

const opened: { close(): void }[] = []
afterEach(() => {
  for (const each of opened.splice(0)) each.close()
})

/** A link, and its client's bare connection. */
const setUp = async () => {
  const http = createServer().listen(0, '127.0.0.1')
  await once(http, 'listening')
  const server = new WebSocketServer({ server: http })
  const client: Socket = connect((http.address() as AddressInfo).port, '127.0.0.1')
  client.write(HANDSHAKE)
  const [socket] = (await once(server, 'connection')) as [WebSocket]
  client.on('error', () => {})
  opened.push({ close: () => void (client.destroy(), server.close(), http.close()) })
  const clock = { nowMs: 1_000 }
  const link = new ClientLink(socket, { isBeta: false, makeId: () => 'x', now: () => clock.nowMs })
  return { link, client, socket, clock }
}

const TEXT = JSON.stringify({ type: 'response.output_audio.delta', delta: 'x'.repeat(64 * 1024) })
/** Many times what the buffers of a connection hold. */
const ENOUGH_BYTES = 64 * MIB

/** Sends until the client is behind, and the connection has had time to take what it can. */
const sendUntilFull = async (link: ClientLink): Promise<void> => {
  for (let sentBytes = 0; sentBytes < ENOUGH_BYTES; sentBytes += TEXT.length) {
    if (link.isFull) await sleep(50)
    if (link.isFull) return
    link.sendText(TEXT)
  }
  throw new Error('the client was never behind')
}

describe('a client that does not read', () => {
  it('holds less than half a MiB of memory, and has a minute until it counts as gone', async () => {
    const { link, client, socket, clock } = await setUp()
    expect(link.isUnread).toBe(false)
    client.pause()
    await sendUntilFull(link)
    expect(socket.bufferedAmount).toBeLessThan(MIB / 2)
    clock.nowMs += 59_999
    expect(link.isUnread).toBe(false)
    clock.nowMs += 1
    expect(link.isUnread).toBe(true)
  })

  it('is sent more as soon as it reads again', async () => {
    const { link, client, socket, clock } = await setUp()
    client.pause()
    await sendUntilFull(link)
    clock.nowMs += 59_000
    client.resume()
    await link.drained()
    await expect.poll(() => socket.bufferedAmount).toBe(0)
    clock.nowMs += 1_000_000
    expect([link.isFull, link.isUnread]).toEqual([false, false])
    for (let sentBytes = 0; sentBytes < ENOUGH_BYTES; sentBytes += TEXT.length) {
      link.sendText(TEXT)
      if (link.isFull) await link.drained()
    }
    expect([link.isFull, link.isUnread]).toEqual([false, false])
  })
})
