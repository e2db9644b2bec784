import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { chat, keyOf, type Target } from './target.ts'

/*
 * Attacks with connections: what no HTTP client does.
 */

const connectTo = ({ url }: Target): Socket => {
  const { hostname, port } = new URL(url)
  return connect(Number(port), hostname).on('error', () => {})
}

const headOf = (key: string, lines: string): string =>
  `POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${key}\r\n${lines}`

const requestWith = (key: string, fields: Record<string, unknown>): string => {
  const body = JSON.stringify(fields)
  return headOf(key, `content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`)
}

/** Waits until the time is up. @returns how many of these connections the server has closed until then */
const holdOpen = async (target: Target, sockets: readonly Socket[]): Promise<Map<string, number>> => {
  let closedCount = 0
  for (const socket of sockets) socket.on('close', () => (closedCount += 1))
  await sleep(Math.max(0, target.untilMs - performance.now()))
  const outcomes = new Map([
    ['open', sockets.length - closedCount],
    ['closed by the server', closedCount],
  ])
  for (const socket of sockets) socket.destroy()
  return outcomes
}

const UNREAD_STREAMS = 600

/** Opens streams of one account, each with a long answer, and reads nothing. */
export const leaveUnread = (target: Target): Promise<Map<string, number>> => {
  const request = requestWith(
    target.payingKeys[0]!,
    chat(target.models.long, { stream: true, max_tokens: 100_000 }),
  )
  const sockets = Array.from({ length: UNREAD_STREAMS }, () => {
    const socket = connectTo(target).pause()
    socket.write(request)
    return socket
  })
  return holdOpen(target, sockets)
}

/** As many as one account may have. */
const UNREAD_SOCKETS = 256
/** RFC 6455: a final frame of text with a length of 16 bits, and a mask that changes nothing. */
const frameOf = (text: string): Buffer =>
  Buffer.concat([
    Buffer.from([0x81, 0xfe, text.length >> 8, text.length & 0xff, 0, 0, 0, 0]),
    Buffer.from(text),
  ])

const openSocket = (key: string): string =>
  `GET /v1/responses HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${key}\r\nconnection: upgrade\r\n` +
  'upgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n'

/** Opens WebSockets of one account, asks for a long answer on each, and reads nothing. */
export const leaveSocketsUnread = (target: Target): Promise<Map<string, number>> => {
  const message = JSON.stringify({
    type: 'response.create',
    model: target.models.long,
    input: 'Hello!',
    store: false,
    max_output_tokens: 100_000,
  })
  const sockets = Array.from({ length: UNREAD_SOCKETS }, () => {
    const socket = connectTo(target)
    socket.write(openSocket(target.payingKeys[0]!))
    // The answer to the handshake; the rest stays unread.
    socket.once('data', () => socket.pause().write(frameOf(message)))
    return socket
  })
  return holdOpen(target, sockets)
}

const SLOW_CONNECTIONS = 500

/** Opens connections, each with the beginning of a request, and continues one byte a second. */
export const sendSlowly =
  (beginningFor: (target: Target) => string) =>
  async (target: Target): Promise<Map<string, number>> => {
    const sockets = Array.from({ length: SLOW_CONNECTIONS }, () => {
      const socket = connectTo(target).resume()
      socket.write(beginningFor(target))
      return socket
    })
    const dripping = setInterval(() => {
      for (const socket of sockets) if (!socket.destroyed) socket.write('x')
    }, 1_000)
    const outcomes = await holdOpen(target, sockets)
    clearInterval(dripping)
    return outcomes
  }

type Moment = { name: string; sent: (target: Target, key: string) => string; leaveAt: LeaveAt }
/** After a time, or once this much of the answer has arrived. */
type LeaveAt = { afterMs: number } | { bytes: number }

const streamed = ({ models }: Target, key: string): string =>
  requestWith(key, chat(models.shared, { stream: true, max_tokens: 64 }))

const MOMENTS: readonly Moment[] = [
  {
    name: 'before the headers end',
    sent: (_, key) => headOf(key, 'content-type: appl'),
    leaveAt: { afterMs: 10 },
  },
  {
    name: 'mid body',
    sent: (_, key) => headOf(key, 'content-type: application/json\r\ncontent-length: 5000\r\n\r\n{"model":'),
    leaveAt: { afterMs: 10 },
  },
  { name: 'when all is sent', sent: streamed, leaveAt: { afterMs: 0 } },
  { name: 'before the first token', sent: streamed, leaveAt: { afterMs: 5 } },
  { name: 'at the first byte', sent: streamed, leaveAt: { bytes: 1 } },
  { name: 'mid stream', sent: streamed, leaveAt: { bytes: 2_000 } },
  {
    name: 'before a whole answer',
    sent: ({ models }, key) => requestWith(key, chat(models.shared)),
    leaveAt: { afterMs: 20 },
  },
]

const LEAVING_LANES = 14
const LEAVE_TIMEOUT_MS = 5_000

const leaveOnce = (target: Target, key: string, { sent, leaveAt }: Moment): Promise<void> =>
  new Promise((resolve) => {
    const socket = connectTo(target)
    let byteLength = 0
    const patience = 'bytes' in leaveAt ? LEAVE_TIMEOUT_MS : leaveAt.afterMs
    const timer = setTimeout(() => socket.destroy(), patience)
    socket.write(sent(target, key), () => timer.refresh())
    socket.on('data', (piece) => {
      byteLength += piece.byteLength
      if ('bytes' in leaveAt && byteLength >= leaveAt.bytes) socket.destroy()
    })
    socket.once('close', () => {
      clearTimeout(timer)
      resolve()
    })
  })

/** Sends requests and disconnects at each moment of their lives in turn. */
export const leaveAtEveryMoment = async (target: Target): Promise<Map<string, number>> => {
  const outcomes = new Map<string, number>()
  const lane = async (first: number): Promise<void> => {
    for (let turn = first; performance.now() < target.untilMs; turn += LEAVING_LANES + 1) {
      const moment = MOMENTS[turn % MOMENTS.length]!
      await leaveOnce(target, keyOf(target, turn), moment)
      outcomes.set(moment.name, (outcomes.get(moment.name) ?? 0) + 1)
    }
  }
  await Promise.all(Array.from({ length: LEAVING_LANES }, (_, index) => lane(index)))
  return outcomes
}
