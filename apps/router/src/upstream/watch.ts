import type { Timeouts } from '@gptget/providers'

export type StopReason = 'client' | 'rival' | 'deadline' | 'first-token' | 'idle'

type WatchOptions = {
  client: AbortSignal
  /** Aborted when another concurrent attempt answered first. */
  rivals: AbortSignal | null
  deadlineInMs: number
  timeouts: Timeouts
}

/** Aborts an attempt when its client disconnects, its time is up, or the provider is silent for too long. */
export class Watch {
  readonly #controller = new AbortController()
  readonly #timeouts: Timeouts
  readonly #client: AbortSignal
  readonly #rivals: AbortSignal | null
  readonly #onRivalFirst = (): void => this.#stop('rival')
  readonly #onClientGone = (): void => this.#stop('client')
  readonly #deadline: NodeJS.Timeout
  #silence: NodeJS.Timeout
  #isWaitingForClient = false
  reason: StopReason | null = null

  constructor({ client, rivals, deadlineInMs, timeouts }: WatchOptions) {
    this.#timeouts = timeouts
    this.#client = client
    this.#rivals = rivals
    this.#deadline = setTimeout(() => this.#stop('deadline'), Math.max(1, deadlineInMs))
    this.#silence = setTimeout(() => this.#stop('first-token'), timeouts.firstTokenMs)
    client.addEventListener('abort', this.#onClientGone, { once: true })
    if (client.aborted) this.#stop('client')
    rivals?.addEventListener('abort', this.#onRivalFirst, { once: true })
    if (rivals?.aborted) this.#stop('rival')
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** The first token arrived: from now on the provider may be silent for its idle time only. */
  firstToken(): void {
    clearTimeout(this.#silence)
    this.#silence = setTimeout(() => {
      if (this.#isWaitingForClient) this.#silence.refresh()
      else this.#stop('idle')
    }, this.#timeouts.idleMs)
  }

  /** Data arrived. */
  heard(): void {
    if (this.reason === null) this.#silence.refresh()
  }

  /** While we wait for a slow client, silence is not the provider's fault. */
  async whileClientIsSlow<Result>(taken: Promise<Result>): Promise<Result> {
    this.#isWaitingForClient = true
    try {
      return await taken
    } finally {
      this.#isWaitingForClient = false
    }
  }

  /** The attempt is over. */
  end(): void {
    clearTimeout(this.#deadline)
    clearTimeout(this.#silence)
    this.#client.removeEventListener('abort', this.#onClientGone)
    this.#rivals?.removeEventListener('abort', this.#onRivalFirst)
  }

  #stop(reason: StopReason): void {
    this.reason ??= reason
    this.#controller.abort(new Error(`stopped: ${reason}`))
  }
}
