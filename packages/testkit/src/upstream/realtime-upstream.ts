import { createServer, type IncomingHttpHeaders } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { WebSocketServer, type RawData, type WebSocket } from 'ws'
import { listen, TEST_HOST } from './listen.ts'

type Event = { type: string; event_id?: string } & Record<string, unknown>

/** The script of the Realtime server. All fields may change between two answers. */
export type RealtimeScript = {
  /** `beta`: uses the names and session of the beta API. */
  shape: 'ga' | 'beta'
  /** The number of audio pieces in an answer; `pieceBytes` is the size of each. */
  pieces: number
  pieceBytes: number
  pieceIntervalMs: number
  /** Closes the connection after this number of pieces; null: never. */
  cutAfter: number | null
  /** Refuses the next handshakes with this status; null: accepts them. */
  refusal: number | null
  usage: Record<string, unknown>
}

export type RealtimeUpstream = {
  /** The base URL in an operator's configuration: `http://127.0.0.1:<port>/v1`. */
  baseUrl: string
  script: RealtimeScript
  /** The events of all clients, in order. `handshakes` are their upgrade requests. */
  events: Event[]
  handshakes: { url: string; headers: IncomingHttpHeaders }[]
  /** The started responses, with the bytes of audio sent. */
  responses: Map<string, { soundBytes: number; status: string }>
  connections: Set<WebSocket>
  stop(): Promise<void>
}

/** 20 tokens of text and 100 of sound in, 40 of them cached; 10 and 50 out. */
export const REALTIME_USAGE = {
  total_tokens: 180,
  input_tokens: 120,
  output_tokens: 60,
  input_token_details: {
    text_tokens: 20,
    audio_tokens: 100,
    cached_tokens: 40,
    cached_tokens_details: { text_tokens: 10, audio_tokens: 30 },
  },
  output_token_details: { text_tokens: 10, audio_tokens: 50 },
}

const DEFAULT_SCRIPT: RealtimeScript = {
  shape: 'ga',
  pieces: 4,
  pieceBytes: 4_800,
  pieceIntervalMs: 0,
  cutAfter: null,
  refusal: null,
  usage: REALTIME_USAGE,
}

/** Starts a server that plays OpenAI's Realtime API by a script and records its events. */
export const startRealtimeUpstream = async (
  script: Partial<RealtimeScript> = {},
): Promise<RealtimeUpstream> => {
  const server = createServer((_, response) => response.writeHead(404).end())
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false })
  const port = await listen(server, 0)
  const upstream: RealtimeUpstream = {
    baseUrl: `http://${TEST_HOST}:${port}/v1`,
    script: { ...DEFAULT_SCRIPT, ...script },
    events: [],
    handshakes: [],
    responses: new Map(),
    connections: new Set(),
    stop: () =>
      new Promise((resolve) => {
        for (const socket of upstream.connections) socket.terminate()
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  server.on('upgrade', (request, socket, head) => {
    upstream.handshakes.push({ url: request.url ?? '', headers: request.headers })
    const { refusal } = upstream.script
    if (refusal !== null) return void socket.end(`HTTP/1.1 ${refusal} Refused\r\nconnection: close\r\n\r\n`)
    sockets.handleUpgrade(request, socket, head, (opened) => play(upstream, opened, request.url ?? ''))
  })
  return upstream
}

let ids = 0
const newId = (prefix: string): string => `${prefix}_up${(ids += 1)}`

const play = (upstream: RealtimeUpstream, socket: WebSocket, url: string): void => {
  const model = new URL(url, 'http://up').searchParams.get('model')
  const session: { value: Record<string, unknown> } = { value: sessionOf(upstream.script.shape, model) }
  const state = { current: null as AbortController | null }
  upstream.connections.add(socket)
  socket.once('close', () => {
    upstream.connections.delete(socket)
    state.current?.abort()
  })
  socket.on('error', () => socket.terminate())
  const say = (event: object): void => {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify({ event_id: newId('event'), ...event }))
  }
  say({ type: 'session.created', session: session.value })
  socket.on('message', (data: RawData) => {
    const event = JSON.parse(String(data)) as Event
    upstream.events.push(event)
    switch (event.type) {
      case 'session.update':
        session.value = { ...session.value, ...(event['session'] as object) }
        return say({ type: 'session.updated', session: session.value })
      case 'conversation.item.create': {
        const item = { id: newId('item'), object: 'realtime.item', ...(event['item'] as object) }
        return say({ type: 'conversation.item.added', previous_item_id: null, item })
      }
      case 'input_audio_buffer.commit':
        say({ type: 'input_audio_buffer.committed', item_id: newId('item'), previous_item_id: null })
        return say({
          type: 'conversation.item.input_audio_transcription.completed',
          item_id: 'item_up1',
          content_index: 0,
          transcript: 'Hello.',
          usage: { type: 'duration', seconds: 3 },
        })
      case 'response.create':
        state.current = new AbortController()
        return void respond(upstream, { socket, say, signal: state.current.signal })
      case 'response.cancel':
        return state.current?.abort()
      case 'input_audio_buffer.append':
        return
      default:
        say({
          type: 'error',
          error: {
            type: 'invalid_request_error',
            code: 'unknown',
            message: 'no',
            event_id: event.event_id ?? null,
          },
        })
    }
  })
}

const sessionOf = (shape: RealtimeScript['shape'], model: string | null): Record<string, unknown> => {
  const base = { id: newId('sess'), object: 'realtime.session', model, client_secret: null }
  if (shape === 'beta')
    return {
      ...base,
      modalities: ['text', 'audio'],
      voice: 'alloy',
      input_audio_format: 'pcm16',
      output_audio_format: 'pcm16',
    }
  return {
    ...base,
    type: 'realtime',
    output_modalities: ['audio'],
    audio: {
      input: { format: { type: 'audio/pcm', rate: 24_000 } },
      output: { format: { type: 'audio/pcm', rate: 24_000 } },
    },
  }
}

type Answering = { socket: WebSocket; say: (event: object) => void; signal: AbortSignal }

const respond = async (upstream: RealtimeUpstream, { socket, say, signal }: Answering): Promise<void> => {
  const { pieces, pieceBytes, pieceIntervalMs, cutAfter, shape, usage } = upstream.script
  const id = newId('resp')
  const record = { soundBytes: 0, status: 'in_progress' }
  upstream.responses.set(id, record)
  const named = (name: string): string =>
    shape === 'beta' ? name.replace('output_audio', 'audio').replace('output_text', 'text') : name
  const place = { response_id: id, item_id: newId('item'), output_index: 0, content_index: 0 }
  const response = (status: string, more: object) => ({
    response: { id, object: 'realtime.response', status, output: [], usage: null, ...more },
  })
  say({ type: 'response.created', ...response('in_progress', {}) })
  for (let piece = 0; piece < pieces && !signal.aborted; piece++) {
    if (pieceIntervalMs > 0) await sleep(pieceIntervalMs)
    if (piece === cutAfter) return socket.terminate()
    if (signal.aborted) break
    say({ type: named('response.output_audio_transcript.delta'), ...place, delta: 'word ' })
    say({
      type: named('response.output_audio.delta'),
      ...place,
      delta: Buffer.alloc(pieceBytes, piece + 1).toString('base64'),
    })
    record.soundBytes += pieceBytes
  }
  record.status = signal.aborted ? 'cancelled' : 'completed'
  say({ type: named('response.output_audio.done'), ...place })
  say({ type: 'response.done', ...response(record.status, { usage }) })
  say({ type: 'rate_limits.updated', rate_limits: [] })
}
