import type { Logger } from '@gptget/runtime'
import { Worker } from 'node:worker_threads'
import { EnergyMeter } from './energy.ts'
import type { VadAnswer, VadQuestion } from './vad-thread.ts'

/** Says of frames of one stream of sound, in their order, how likely each is speech. */
export type VoiceDetector = {
  hear(frames: Float32Array[]): Promise<number[]>
  close(): void
}

/** So many frames may wait for the thread before a session has to stop sending: a second of a hundred sessions. */
const MAX_WAITING = 4_000

/**
 * The detectors of this process's sessions: silero in a thread of its own, which the first session with a microphone
 * starts, or loudness where that cannot be had.
 */
export class VoiceDetectors {
  readonly #logger: Logger
  readonly #canUseModel: boolean
  #thread: Promise<Worker | null> | null = null
  readonly #waiting = new Map<number, (probabilities: number[]) => void>()
  #tickets = 0
  #streams = 0

  constructor({ logger, canUseModel }: { logger: Logger; canUseModel: boolean }) {
    this.#logger = logger
    this.#canUseModel = canUseModel
  }

  get isBehind(): boolean {
    return this.#waiting.size > MAX_WAITING
  }

  open(): VoiceDetector {
    const stream = this.#streams++
    const meter = new EnergyMeter()
    const start = (this.#thread ??= this.#start())
    return {
      hear: async (frames) => {
        const thread = await start
        if (thread === null) return frames.map((frame) => meter.push(frame))
        return this.#ask(thread, stream, frames)
      },
      close: () => {
        void start.then((thread) => forget(thread, stream))
      },
    }
  }

  async close(): Promise<void> {
    await (await this.#thread)?.terminate()
  }

  #ask(thread: Worker, stream: number, frames: Float32Array[]): Promise<number[]> {
    const ticket = this.#tickets++
    return new Promise((resolve) => {
      this.#waiting.set(ticket, resolve)
      const question: VadQuestion = { type: 'hear', stream, ticket, frames }
      thread.postMessage(
        question,
        frames.map(({ buffer }) => buffer as ArrayBuffer),
      )
    })
  }

  /** The thread once its model is loaded; null where that cannot be. */
  async #start(): Promise<Worker | null> {
    if (!this.#canUseModel) return null
    const thread = new Worker(new URL('./vad-thread.ts', import.meta.url))
    thread.unref()
    const reason = await new Promise<string | null>((resolve) => {
      thread.on('message', (answer: VadAnswer) => {
        if (answer.type === 'heard') this.#settle(answer.ticket, answer.probabilities)
        else resolve(answer.type === 'ready' ? null : answer.reason)
      })
      thread.on('error', (error) => resolve(String(error)))
      thread.on('exit', () => resolve('the thread ended'))
    })
    if (reason === null) return thread
    this.#logger.warn({ reason }, 'turns are found by loudness: the model that tells speech cannot be loaded')
    await thread.terminate()
    return null
  }

  #settle(ticket: number, probabilities: number[]): void {
    this.#waiting.get(ticket)?.(probabilities)
    this.#waiting.delete(ticket)
  }
}

const forget = (thread: Worker | null, stream: number): void =>
  thread?.postMessage({ type: 'close', stream } satisfies VadQuestion)
