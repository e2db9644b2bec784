import { PublicError } from '@gptget/errors'
import type { RawData, WebSocket } from 'ws'
import type { Context } from '../context.ts'
import type { JsonObject } from '../events/event.ts'
import { readMessage } from '../events/read-message.ts'
import type { SessionConfig } from '../events/session-config.ts'
import { connectUpstream, writable, type Upstream } from '../relay/connect-upstream.ts'
import { readFrame, type ServerFrame } from './server-frame.ts'
import { setupOf } from './setup.ts'

/** How long Gemini may take to confirm a setup. */
const SETUP_MS = 15_000

/** A connection before, during and after its setup. */
type State =
  | { type: 'fresh'; socket: WebSocket }
  | { type: 'opening'; socket: WebSocket; opened: PromiseWithResolvers<void> }
  /** `isLeaving`: Gemini has announced the end of this connection. */
  | { type: 'open'; socket: WebSocket; isLeaving: boolean }
  | { type: 'ended' }

type Listeners = {
  /** Frames in order; the next one is read after this one is handled. */
  onFrame: (frame: ServerFrame) => Promise<void>
  onLost: () => void
}

type Options = { upstream: Upstream; config: SessionConfig } & Listeners

/**
 * Gemini's side of a session: one connection after another. A setup is the first frame of each and cannot be repeated
 * (Gemini closes with 1007), so other settings need a new connection, which resumes with the handle that Gemini gave.
 */
export class LiveConnection {
  readonly #context: Context
  readonly #options: Options
  #config: SessionConfig
  #state: State
  #handle: string | null = null
  #last: Promise<void> = Promise.resolve()

  constructor(context: Context, options: Options) {
    this.#context = context
    this.#options = options
    this.#config = options.config
    this.#state = { type: 'fresh', socket: options.upstream.socket }
    this.#listen(options.upstream.socket)
  }

  /** Whether settings may change: nothing was sent yet, or a new connection can resume this one. */
  get canChange(): boolean {
    return this.#state.type === 'fresh' || this.#handle !== null
  }

  /** Whether Gemini will end this connection soon, and another one can resume it. */
  get isLeaving(): boolean {
    return this.#state.type === 'open' && this.#state.isLeaving && this.#handle !== null
  }

  /** Resolves when everything received so far is handled. */
  get settled(): Promise<void> {
    return this.#last
  }

  /** Resolves when Gemini uses these settings. @throws PublicError if no connection is possible */
  async change(config: SessionConfig): Promise<void> {
    this.#config = config
    if (this.#state.type === 'fresh') await this.#setUp(this.#state.socket)
    else await this.goOn()
  }

  /** Sends a frame after the setup, and waits for a slow provider. */
  async say(frame: JsonObject): Promise<void> {
    const state = this.#state
    if (state.type === 'fresh') await this.#setUp(state.socket)
    if (state.type === 'opening') await state.opened.promise
    if (this.#state.type !== 'open') return
    const { socket } = this.#state
    socket.send(JSON.stringify(frame))
    await writable(socket)
  }

  /** Continues on a new connection. The previous one serves until it is ready. */
  async goOn(): Promise<void> {
    const { socket } = await connectUpstream(this.#context, [this.#options.upstream.route])
    const before = this.#state
    if (before.type === 'ended') return socket.terminate()
    this.#state = { type: 'fresh', socket }
    before.socket.close(1000)
    this.#listen(socket)
    await this.#setUp(socket)
  }

  end(): void {
    const before = this.#state
    this.#state = { type: 'ended' }
    if (before.type !== 'ended') before.socket.close(1000)
  }

  async #setUp(socket: WebSocket): Promise<void> {
    const opened = Promise.withResolvers<void>()
    this.#state = { type: 'opening', socket, opened }
    const { upstreamModel } = this.#options.upstream.route
    socket.send(JSON.stringify(setupOf(this.#config, upstreamModel, this.#handle)))
    const timer = setTimeout(() => socket.terminate(), SETUP_MS)
    await opened.promise.finally(() => clearTimeout(timer))
  }

  #listen(socket: WebSocket): void {
    socket.on('message', (data) => this.#hear(socket, data))
    socket.on('error', () => socket.terminate())
    socket.on('close', () => this.#closed(socket))
    socket.resume()
  }

  #hear(socket: WebSocket, data: RawData): void {
    socket.pause()
    const frame = this.#read(data)
    // At once, for what is served before it may wait for it.
    if (frame !== null) this.#learn(socket, frame)
    this.#last = this.#last
      .then(() => (frame === null ? undefined : this.#options.onFrame(frame)))
      .catch((error: unknown) => this.#warn(error, 'a frame of Gemini could not be served'))
      .then(() => socket.resume())
  }

  #read(data: RawData): ServerFrame | null {
    try {
      return readFrame(readMessage(data))
    } catch (error) {
      this.#warn(error, 'a frame of Gemini could not be read')
      return null
    }
  }

  #warn(error: unknown, text: string): void {
    this.#context.logger.warn({ err: error }, text)
  }

  #learn(socket: WebSocket, frame: ServerFrame): void {
    const { setupComplete, sessionResumptionUpdate: update, goAway } = frame
    const state = this.#state
    if (update?.newHandle) this.#handle = update.newHandle
    if (state.type === 'ended' || state.socket !== socket) return
    if (setupComplete !== undefined && state.type === 'opening') {
      this.#state = { type: 'open', socket, isLeaving: false }
      state.opened.resolve()
    }
    if (goAway !== undefined && state.type === 'open') this.#state = { ...state, isLeaving: true }
  }

  /** A replaced connection is closed by us. */
  #closed(socket: WebSocket): void {
    const state = this.#state
    if (state.type === 'ended' || state.socket !== socket) return
    this.#state = { type: 'ended' }
    if (state.type === 'opening') state.opened.reject(lost())
    this.#options.onLost()
  }
}

export const lost = (): PublicError =>
  new PublicError('provider_unavailable', 'The connection to the provider was lost. Connect again.')
