import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { writeBounded } from './write-bounded.ts'

const MIB = 1024 * 1024
const SENT = 16

it(
  'a desktop that does not read slows its client down, and gets everything once it reads',
  { timeout: 60_000 },
  async () => {
    const desktops = createServer({ pauseOnConnect: true }).listen(0, '127.0.0.1')
    await once(desktops, 'listening')
    const desktop = connect((desktops.address() as AddressInfo).port, '127.0.0.1')
    const [inside] = (await once(desktops, 'connection')) as [ReturnType<typeof connect>]
    const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1' })
    await once(sockets, 'listening')
    const client = new WebSocket(`ws://127.0.0.1:${(sockets.address() as AddressInfo).port}`)
    const [socket] = (await once(sockets, 'connection')) as [WebSocket]
    let heard = 0
    socket.on('message', (data: Buffer) => {
      heard += 1
      writeBounded(socket, desktop, data)
    })
    await once(client, 'open')
    for (let count = 0; count < SENT; count++) client.send(Buffer.alloc(MIB))
    await expect.poll(() => socket.isPaused, { timeout: 10_000 }).toBe(true)
    await sleep(100)
    expect(desktop.writableLength).toBeLessThan(4 * MIB)
    expect(heard).toBeLessThan(SENT / 2)

    let received = 0
    inside.on('data', (bytes: Buffer) => (received += bytes.byteLength))
    inside.resume()
    await expect.poll(() => received, { timeout: 30_000 }).toBe(SENT * MIB)
    client.terminate()
    desktop.destroy()
    sockets.close()
    desktops.close()
  },
)
