import type { Socket } from 'node:net'
import { z } from 'zod'
import type { WebSocket } from 'ws'
import { connectAgent } from '../agent/ask-agent.ts'
import type { Context } from '../context.ts'
import type { LiveComputer, Viewer } from '../live/live-computers.ts'
import { RESTARTS, RESTARTS_TEXT } from '../view/serve-view.ts'
import { parseFrames, printFrame } from './terminal-frames.ts'
import { writeBounded } from '../view/write-bounded.ts'

const size = z.coerce.number().pipe(z.int().min(1).max(1_000))

const message = z.discriminatedUnion('type', [
  z.object({ type: z.literal('input'), data: z.string() }),
  z.object({ type: z.literal('resize'), cols: size, rows: size }),
  z.object({ type: z.literal('ping') }),
])

/** In addition to the ids of tokens, which are random. */
const TERMINAL = 'terminal'

export const isTerminal = ({ tokenId }: Viewer): boolean => tokenId === TERMINAL

const HIGH_WATER_BYTES = 1024 * 1024

/**
 * A login shell in a terminal. The caller sends `{"type":"input","data"}`, `resize` with `cols` and `rows`, `ping`, or
 * raw bytes; the answers are `output`, `exit` with its `code`, `pong`.
 */
export const serveTerminal = (
  context: Context,
  live: LiveComputer,
  socket: WebSocket,
  { query, edgeId }: { query: URLSearchParams; edgeId: string | null },
): void => {
  const cols = size.safeParse(query.get('cols')).data ?? 80
  const rows = size.safeParse(query.get('rows')).data ?? 24
  // A terminal counts as use of the computer, like a viewer: it is not frozen meanwhile.
  const viewer: Viewer = {
    tokenId: TERMINAL,
    edgeId,
    close: (reason) => socket.close(1001, reason.slice(0, 120)),
    revoke: () => {},
    // Its shell ends with it, so it has no time limit.
    leave: (isCut) => isCut && socket.close(RESTARTS, RESTARTS_TEXT),
  }
  live.viewers.add(viewer)
  // Input waits until the shell is ready.
  socket.pause()
  const leave = (): void => {
    live.viewers.delete(viewer)
    live.usedAtMs = context.now()
  }
  socket.once('close', leave)
  socket.on('error', () => socket.terminate())
  open(live, { cols, rows })
    .then((shell) => join(socket, shell))
    .catch((error: unknown) => {
      context.logger.warn({ err: error, computerId: live.computerId }, 'a terminal could not be opened')
      socket.close(1011, 'The terminal could not be opened.')
    })
}

/** The agent's socket after its upgrade. */
const open = async (live: LiveComputer, { cols, rows }: { cols: number; rows: number }): Promise<Socket> => {
  await live.thaw()
  const shell = await connectAgent(live)
  shell.write(
    `POST /terminal?cols=${cols}&rows=${rows} HTTP/1.1\r\nhost: desktop\r\ncontent-length: 0\r\n\r\n`,
  )
  await new Promise<void>((resolve, reject) => {
    let head = Buffer.alloc(0)
    const onData = (bytes: Buffer): void => {
      head = Buffer.concat([head, bytes])
      const end = head.indexOf('\r\n\r\n')
      if (end < 0 && head.length < 8_192) return
      shell.off('data', onData)
      shell.pause()
      if (!head.toString('latin1').startsWith('HTTP/1.1 101'))
        return reject(new Error('the agent refused a terminal'))
      if (head.length > end + 4) shell.unshift(head.subarray(end + 4))
      resolve()
    }
    shell.on('data', onData)
    shell.once('error', reject)
    shell.once('close', () => reject(new Error('the agent closed a terminal')))
  })
  return shell
}

const join = (socket: WebSocket, shell: Socket): void => {
  const say = (value: object): void => {
    socket.send(JSON.stringify(value), () => {
      if (socket.bufferedAmount >= HIGH_WATER_BYTES / 2) return
      shell.resume()
      if (!shell.writableNeedDrain) socket.resume()
    })
    // Input is not read while the client does not read output.
    if (socket.bufferedAmount > HIGH_WATER_BYTES) socket.pause()
  }
  const decoder = new TextDecoder()
  const read = parseFrames((kind, data) => {
    if (kind === 'data') return say({ type: 'output', data: decoder.decode(data, { stream: true }) })
    say({ type: 'exit', code: data.readInt32BE(0) })
    socket.close(1000)
  })
  shell.on('data', (bytes: Buffer) => {
    try {
      read(bytes)
    } catch {
      // Programs in the desktop replaced its agent. This only ends their terminal.
      shell.destroy()
      return socket.close(1011, 'The desktop sent something else than a terminal.')
    }
    if (socket.bufferedAmount > HIGH_WATER_BYTES) shell.pause()
  })
  shell.on('error', () => shell.destroy())
  shell.once('close', () => socket.close(1000))
  socket.once('close', () => shell.destroy())
  socket.on('message', (data: Buffer, isBinary: boolean) => {
    if (isBinary) return writeBounded(socket, shell, printFrame('data', data))
    const read = parseMessage(data)
    if (read === null) return say({ type: 'error', message: 'expected input, resize or ping' })
    if (read.type === 'ping') return say({ type: 'pong' })
    writeBounded(
      socket,
      shell,
      read.type === 'input'
        ? printFrame('data', Buffer.from(read.data))
        : printFrame('size', sizeBytes(read)),
    )
  })
  shell.resume()
  socket.resume()
}

const parseMessage = (data: Buffer): z.output<typeof message> | null => {
  try {
    return message.parse(JSON.parse(data.toString()))
  } catch {
    // Not JSON, or an unknown message: the caller gets an error.
    return null
  }
}

const sizeBytes = ({ cols, rows }: { cols: number; rows: number }): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt16BE(cols, 0)
  bytes.writeUInt16BE(rows, 2)
  return bytes
}
