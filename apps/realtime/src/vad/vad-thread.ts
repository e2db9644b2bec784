import { parentPort } from 'node:worker_threads'
import { loadSilero, type SileroState } from './silero.ts'

/** The messages to and from the thread. Frames of one stream are processed in order. */
export type VadQuestion =
  | { type: 'hear'; stream: number; ticket: number; frames: Float32Array[] }
  | { type: 'close'; stream: number }
export type VadAnswer =
  | { type: 'ready' }
  | { type: 'unavailable'; reason: string }
  | { type: 'heard'; ticket: number; probabilities: number[] }

/** The URL of this module, in the sources and in a bundle: the thread starts from it. */
export const moduleUrl = import.meta.url

const say = (answer: VadAnswer): void => parentPort?.postMessage(answer)

/** Detects speech, in a thread. */
export const serveVad = (): void => {
  listen().catch((error: unknown) => say({ type: 'unavailable', reason: String(error) }))
}

const listen = async (): Promise<void> => {
  const streams = new Map<number, SileroState>()
  const silero = await loadSilero()
  const hear = async ({ stream, ticket, frames }: VadQuestion & { type: 'hear' }): Promise<void> => {
    const state = streams.get(stream) ?? silero.newState()
    streams.set(stream, state)
    const probabilities: number[] = []
    for (const frame of frames) probabilities.push(await silero.hear(state, frame))
    say({ type: 'heard', ticket, probabilities })
  }
  // One after the other: the model keeps its state between frames.
  let last = Promise.resolve()
  parentPort?.on('message', (question: VadQuestion) => {
    last = last.then(() => (question.type === 'hear' ? hear(question) : void streams.delete(question.stream)))
  })
  say({ type: 'ready' })
}
