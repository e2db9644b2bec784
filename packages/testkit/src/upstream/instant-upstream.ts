import { createServer, type Server, type Socket } from 'node:net'
import { listen, TEST_HOST } from './listen.ts'
import { planAnswer } from './plan-answer.ts'
import { readCall, type UpstreamCall } from './dialects.ts'
import { transcript, words } from './transcripts/transcript.ts'

/**
 * Starts a minimal upstream for benches: every answer is a precomputed buffer for the model name and stream flag.
 * `instant-100` answers 100 tokens in one write; `paced-100-5` one token every 5 ms.
 * Reads only what undici and node send: one request at a time per connection, with a content-length.
 */
export const startInstantUpstream = async (
  options: { port?: number } = {},
): Promise<{ url: string; stop(): Promise<void> }> => {
  const answers = new Map<string, Buffer[]>()
  const sockets = new Set<Socket>()
  const server: Server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    serveConnection(socket, answers)
  })
  const port = await listen(server, options.port ?? 0)
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve())
      for (const socket of sockets) socket.destroy()
    })
  return { url: `http://${TEST_HOST}:${port}`, stop }
}

const HEAD_END = Buffer.from('\r\n\r\n')

const serveConnection = (socket: Socket, answers: Map<string, Buffer[]>): void => {
  let pending: Buffer = Buffer.alloc(0)
  socket.on('data', (data: Buffer) => {
    pending = pending.length === 0 ? data : Buffer.concat([pending, data])
    for (;;) {
      const headEnd = pending.indexOf(HEAD_END)
      if (headEnd < 0) return
      const head = pending.toString('latin1', 0, headEnd)
      const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0)
      const end = headEnd + 4 + length
      if (pending.length < end) return
      reply(socket, answers, head, pending.subarray(headEnd + 4, end))
      pending = pending.subarray(end)
    }
  })
}

const reply = (socket: Socket, answers: Map<string, Buffer[]>, head: string, body: Buffer): void => {
  const path = head.slice(head.indexOf(' ') + 1, head.indexOf(' ', head.indexOf(' ') + 1))
  const cacheKey = answerKey(path, body)
  let pieces = answers.get(cacheKey)
  if (!pieces) {
    pieces = makeAnswer(path, body)
    answers.set(cacheKey, pieces)
  }
  const delayMs = Number(/paced-\d+-(\d+)/.exec(cacheKey)?.[1] ?? 0)
  if (delayMs > 0) writePaced(socket, pieces, delayMs)
  else for (const piece of pieces) socket.write(piece)
}

/** Finds model and stream flag in the bytes, because parsing the body would cost more than the whole answer. */
const answerKey = (path: string, body: Buffer): string => {
  const at = body.indexOf('"model"')
  const model = at < 0 ? '' : body.toString('latin1', at, body.indexOf('"', body.indexOf('"', at + 8) + 1))
  const isStream = body.includes('"stream":true') || body.includes('"stream": true')
  const isUsageAsked = body.includes('"include_usage":true') || body.includes('"include_usage": true')
  return `${path} ${model} ${isStream} ${isUsageAsked}`
}

const makeAnswer = (path: string, body: Buffer): Buffer[] => {
  const call = readCall(path, parseBody(body))
  const [, count] = /(?:instant|paced)-(\d+)/.exec(call?.model ?? '') ?? []
  if (!call || count === undefined) {
    const text = JSON.stringify({
      error: { message: 'not an instant-N or paced-N-MS model', type: 'not_found' },
    })
    return [
      Buffer.from(
        `HTTP/1.1 404 Not Found\r\ncontent-type: application/json\r\ncontent-length: ${text.length}\r\n\r\n${text}`,
      ),
    ]
  }
  const bodies = bodiesOf(call, Number(count))
  const head = `HTTP/1.1 200 OK\r\ncontent-type: ${call.isStream ? 'text/event-stream' : 'application/json'}\r\n`
  if (!call.isStream) {
    const whole = Buffer.concat(bodies)
    return [Buffer.concat([Buffer.from(`${head}content-length: ${whole.length}\r\n\r\n`), whole])]
  }
  const chunks = [
    Buffer.from(`${head}transfer-encoding: chunked\r\n\r\n`),
    ...bodies.map(chunked),
    Buffer.from('0\r\n\r\n'),
  ]
  return call.model.startsWith('paced') ? chunks : [Buffer.concat(chunks)]
}

/** Gateways also send other requests, such as for the list of models. */
const parseBody = (body: Buffer): unknown => {
  try {
    return JSON.parse(body.toString())
  } catch {
    return undefined
  }
}

const bodiesOf = (call: UpstreamCall, tokens: number): Buffer[] =>
  planAnswer({ transcript: transcript({ text: words(tokens) }), faults: [] }, call, 1).flatMap((step) =>
    step.do === 'write' ? [Buffer.from(step.bytes)] : [],
  )

const chunked = (bytes: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')])

const writePaced = (socket: Socket, pieces: Buffer[], delayMs: number): void => {
  let index = 0
  const timer = setInterval(() => {
    const piece = pieces[index++]
    if (piece === undefined || socket.destroyed) clearInterval(timer)
    else socket.write(piece)
  }, delayMs)
}
