import { createServer, type IncomingHttpHeaders } from 'node:http'
import { WebSocketServer, type WebSocket } from 'ws'
import { listen, TEST_HOST } from './listen.ts'

type Frame = Record<string, Record<string, unknown>>

export type LiveUpstream = {
  /** The base URL in an operator's configuration, with the version of Gemini's API. */
  baseUrl: string
  /** The frames that clients sent, in order, by connection. */
  connections: { url: string; headers: IncomingHttpHeaders; frames: Frame[]; socket: WebSocket }[]
  stop(): Promise<void>
}

/** The scripted model's speech: samples of 24 kHz. */
export const LIVE_SOUND = Buffer.alloc(9_600, 7)

const USAGE = {
  promptTokenCount: 120,
  responseTokenCount: 60,
  promptTokensDetails: [
    { modality: 'TEXT', tokenCount: 20 },
    { modality: 'AUDIO', tokenCount: 100 },
  ],
  responseTokensDetails: [
    { modality: 'TEXT', tokenCount: 10 },
    { modality: 'AUDIO', tokenCount: 50 },
  ],
}

/** Starts a server with Gemini's Live protocol. It answers each turn, and calls a tool if it has one. */
export const startLiveUpstream = async (): Promise<LiveUpstream> => {
  const server = createServer((_, response) => response.writeHead(404).end())
  const sockets = new WebSocketServer({ noServer: true })
  const port = await listen(server, 0)
  const upstream: LiveUpstream = {
    baseUrl: `http://${TEST_HOST}:${port}/v1beta`,
    connections: [],
    stop: () =>
      new Promise((resolve) => {
        for (const { socket } of upstream.connections) socket.terminate()
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  server.on('upgrade', (request, socket, head) =>
    sockets.handleUpgrade(request, socket, head, (opened) => {
      const connection = {
        url: request.url ?? '',
        headers: request.headers,
        frames: [] as Frame[],
        socket: opened,
      }
      upstream.connections.push(connection)
      play(opened, connection.frames)
    }),
  )
  return upstream
}

const play = (socket: WebSocket, frames: Frame[]): void => {
  // Google sends its JSON in binary messages.
  const say = (frame: object): void => socket.send(Buffer.from(JSON.stringify(frame)))
  socket.on('message', (data) => {
    const frame = JSON.parse(String(data)) as Frame
    const isSecondSetup = frame['setup'] !== undefined && frames.length > 0
    frames.push(frame)
    if (isSecondSetup) return socket.close(1007, 'setup must be first and only once')
    if (frame['setup'] !== undefined) {
      say({ setupComplete: {} })
      return say({ sessionResumptionUpdate: { newHandle: `handle-${frames.length}`, resumable: true } })
    }
    const isTurn = frame['clientContent']?.['turnComplete'] === true
    const isSpoken = frame['realtimeInput']?.['activityEnd'] !== undefined
    if (isSpoken) say({ serverContent: { inputTranscription: { text: 'What did ' } } })
    if (isSpoken) say({ serverContent: { inputTranscription: { text: 'I say?', finished: true } } })
    if (frame['toolResponse'] !== undefined || isSpoken) return answer(say)
    if (!isTurn) return
    const hasTools = frames[0]!['setup']!['tools'] !== undefined
    if (hasTools)
      say({ toolCall: { functionCalls: [{ id: 'fc-1', name: 'get_weather', args: { city: 'Paris' } }] } })
    else answer(say)
  })
}

const answer = (say: (frame: object) => void): void => {
  const data = LIVE_SOUND.toString('base64')
  const inlineData = { mimeType: 'audio/pcm;rate=24000', data }
  say({ serverContent: { modelTurn: { role: 'model', parts: [{ inlineData }, { inlineData }] } } })
  say({ serverContent: { outputTranscription: { text: 'Hello from Gemini.' } } })
  say({ serverContent: { generationComplete: true } })
  say({ serverContent: { turnComplete: true }, usageMetadata: USAGE })
}
