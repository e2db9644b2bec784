import { expect } from 'vitest'
import { WebSocket } from 'ws'

type Seen = { socket: WebSocket; firstBytes: Promise<Buffer>; closed: Promise<number> }

/** Opens the live view like its page: the token is a subprotocol of the WebSocket. */
export const look = (link: string): Seen => {
  const url = new URL(link)
  const token = new URLSearchParams(url.hash.slice(1)).get('token')!
  expect(url.search).not.toContain(token)
  const target = `${url.origin.replace('http', 'ws')}${url.pathname.replace('vnc.html', 'socket')}`
  const socket = new WebSocket(target, ['binary', `gptget-view.${token}`])
  socket.on('error', () => socket.terminate())
  return {
    socket,
    firstBytes: new Promise((resolve) => socket.once('message', (data: Buffer) => resolve(data))),
    closed: new Promise((resolve) => socket.once('close', resolve)),
  }
}

/** Performs the handshake of RFB 3.8, so that the screen accepts input. */
export const shakeHands = async ({ socket, firstBytes }: Seen): Promise<void> => {
  expect((await firstBytes).toString()).toBe('RFB 003.008\n')
  socket.send('RFB 003.008\n')
  socket.send(Buffer.from([1]))
  const ready = new Promise((resolve) => {
    socket.on('message', (data: Buffer) => data.length >= 24 && resolve(data))
  })
  socket.send(Buffer.from([1]))
  await ready
}

export const keyEvents = (text: string): Buffer =>
  Buffer.concat(
    [...text].flatMap((character) =>
      [1, 0].map((isDown) => {
        const keysym = character === '\n' ? 0xff0d : character.codePointAt(0)!
        const message = Buffer.from([4, isDown, 0, 0, 0, 0, 0, 0])
        message.writeUInt32BE(keysym, 4)
        return message
      }),
    ),
  )
