import type { Logger } from '@gptget/runtime'
import { Worker } from 'node:worker_threads'
import { EnergyMeter } from './energy.ts'
import type { VadAnswer, VadQuestion } from './vad-thread.ts'

export type Detector = 'silero' | 'energy'

/** Reports the probability of speech for the frames of one audio stream, in order. */
export type VoiceDetector = {
  hear(frames: Float32Array[]): Promise<number[]>
  close(): void
}

/** How many frames may wait for the thread before a session must stop sending: a second of a hundred sessions. */
const MAX_WAITING = 4_000

type Options = {
  logger: Logger
  canUseModel: boolean
  /** A stream in progress. */
  onStream: (detector: Detector) => void
}

/** Runs the file whose URL it gets, which is a module: only a script can be passed to a thread as text. */
const BOOT = `import(require('node:worker_threads').workerData).then(({ serveVad }) => serveVad())`

/**
 * The detectors of this process's sessions: silero in a thread, which the first session with a microphone starts, or
 * loudness if that is not available.
 */
export class VoiceDetectors {
  readonly #options: Options
  #thread: Promise<Worker | null> | null = null
  readonly #waiting = new Map<number, PromiseWithResolvers<number[]>>()
  #tickets = 0
  #streams = 0

  constructor(options: Options) {
    this.#options = options
  }

  get isBehind(): boolean {
    return this.#waiting.size > MAX_WAITING
  }

  open(): VoiceDetector {
    const stream = this.#streams++
    const meter = new EnergyMeter()
    let isCounted = false
    return {
      hear: async (frames) => {
        const thread = await (this.#thread ??= this.#start())
        if (!isCounted) this.#options.onStream(thread === null ? 'energy' : 'silero')
        isCounted = true
        if (thread === null) return frames.map((frame) => meter.push(frame))
        return this.#ask(thread, stream, frames)
      },
      close: () => {
        void this.#thread?.then((thread) => forget(thread, stream))
      },
    }
  }

  async close(): Promise<void> {
    await (await this.#thread)?.terminate()
  }

  #ask(thread: Worker, stream: number, frames: Float32Array[]): Promise<number[]> {
    const ticket = this.#tickets++
    const heard = Promise.withResolvers<number[]>()
    this.#waiting.set(ticket, heard)
    const question: VadQuestion = { type: 'hear', stream, ticket, frames }
    thread.postMessage(
      question,
      frames.map(({ buffer }) => buffer as ArrayBuffer),
    )
    return heard.promise
  }

  /** The thread once its model is loaded; null if that fails. */
  async #start(): Promise<Worker | null> {
    if (!this.#options.canUseModel) return null
    const { moduleUrl } = await import('./vad-thread.ts')
    const thread = new Worker(BOOT, { eval: true, workerData: moduleUrl })
    const ready = Promise.withResolvers<string | null>()
    const gone = (reason: string): void => {
      ready.resolve(reason)
      this.#lose(reason)
    }
    thread.on('message', (answer: VadAnswer) => {
      if (answer.type === 'heard') this.#settle(answer.ticket, answer.probabilities)
      else ready.resolve(answer.type === 'ready' ? null : answer.reason)
    })
    thread.on('error', (error) => gone(String(error)))
    thread.on('exit', () => gone('the thread ended'))
    // After the listeners, each of which would keep the process alive.
    thread.unref()
    const reason = await ready.promise
    if (reason === null) return thread
    this.#options.logger.warn(
      { reason },
      'turns are detected by loudness, because the speech detection model cannot be loaded',
    )
    await thread.terminate()
    return null
  }

  #settle(ticket: number, probabilities: number[]): void {
    this.#waiting.get(ticket)?.resolve(probabilities)
    this.#waiting.delete(ticket)
  }

  /** A thread that ends with pending work crashed: its callers get an error, and the next frames start another one. */
  #lose(reason: string): void {
    if (this.#waiting.size === 0) return
    this.#thread = null
    for (const { reject } of this.#waiting.values()) reject(new Error(`speech is not listened to: ${reason}`))
    this.#waiting.clear()
  }
}

const forget = (thread: Worker | null, stream: number): void =>
  thread?.postMessage({ type: 'close', stream } satisfies VadQuestion)
