import type { WebSocket } from 'ws'
import type { RealtimeEvent } from '../events/event.ts'
import { lowerServerEvent } from '../events/lower.ts'

/** Above this, four seconds of sound, the client is behind: producers of events wait until half of it is sent. */
const FULL_BYTES = 256 * 1024
/** As for answers over HTTP (`cutUnread`). */
const UNREAD_MS = 60_000

type LinkOptions = { isBeta: boolean; makeId: () => string; now: () => number }

/** The client's side of a session: sends events in its format, and no faster than it reads. */
export class ClientLink {
  readonly #socket: WebSocket
  readonly #options: LinkOptions
  #waiting: (() => void)[] = []
  /** When the client last took some of what waits for it; null if nothing waits. */
  #takenAtMs: number | null = null

  constructor(socket: WebSocket, options: LinkOptions) {
    this.#socket = socket
    this.#options = options
    socket.on('close', () => this.#release())
  }

  get isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN
  }

  get isFull(): boolean {
    return this.#socket.bufferedAmount > FULL_BYTES
  }

  /** The client has taken nothing for so long that it is gone, or wants our memory. */
  get isUnread(): boolean {
    return this.#takenAtMs !== null && this.#options.now() - this.#takenAtMs >= UNREAD_MS
  }

  send(event: RealtimeEvent): void {
    const shown = this.#options.isBeta ? lowerServerEvent(event) : event
    if (shown === null) return
    const { type, ...fields } = shown
    this.#write(JSON.stringify({ type, event_id: `event_${this.#options.makeId()}`, ...fields }))
  }

  /** An event that is already printed, with its id. */
  sendText(text: string): void {
    if (this.#options.isBeta) this.send(JSON.parse(text) as RealtimeEvent)
    else this.#write(text)
  }

  /** Resolves when the client has received nearly everything that was sent, or has disconnected. */
  drained(): Promise<void> {
    if (!this.isFull || !this.isOpen) return DRAINED
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  #write(text: string): void {
    if (!this.isOpen) return
    this.#takenAtMs ??= this.#options.now()
    this.#socket.send(text, () => {
      this.#takenAtMs = this.#socket.bufferedAmount > 0 ? this.#options.now() : null
      if (this.#socket.bufferedAmount < FULL_BYTES / 2) this.#release()
    })
  }

  #release(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const resolve of waiting) resolve()
  }
}

const DRAINED = Promise.resolve()
