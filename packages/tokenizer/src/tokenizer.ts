import { Worker } from 'node:worker_threads'
import type { CountAnswer, CountRequest } from './counting-thread.ts'
import { encodingOf } from './encoding-of.ts'

/** Longer texts are counted up to here; the rest is estimated with the same number of tokens for each character. */
export const MAX_COUNTED_CHARACTERS = 1_000_000

export type Tokenizer = {
  /** The number of tokens of each text for a model. @throws Error if there is no count in time. */
  count(model: string, texts: readonly string[]): Promise<number[]>
  close(): Promise<void>
}

const TIMEOUT_MS = 5_000
const USUAL_TOKENS_PER_CHARACTER = 0.25

type Pending = { resolve: (counts: number[]) => void; reject: (error: Error) => void; timer: NodeJS.Timeout }

/** Runs the file whose URL it gets, which is a module: only a script can be passed to a thread as text. */
const BOOT = `import(require('node:worker_threads').workerData).then(({ serveCounts }) => serveCounts())`

/**
 * Counts tokens in a thread, which starts with the first request and does not keep the process alive.
 *
 * @example await createTokenizer().count('openai/gpt-4o', ['Hello, world!']) // [4]
 */
export const createTokenizer = (): Tokenizer => {
  const pending = new Map<number, Pending>()
  let thread: Promise<Worker> | null = null
  let lastId = 0

  const settle = (id: number, finish: (waiting: Pending) => void): void => {
    const waiting = pending.get(id)
    if (!waiting) return
    pending.delete(id)
    clearTimeout(waiting.timer)
    finish(waiting)
  }
  const hear = (answer: CountAnswer): void =>
    settle(answer.id, ({ resolve, reject }) =>
      'counts' in answer ? resolve(answer.counts) : reject(new Error(answer.error)),
    )
  const failAll = (error: Error): void => {
    thread = null
    for (const id of pending.keys()) settle(id, ({ reject }) => reject(error))
  }
  const start = async (): Promise<Worker> => {
    const { moduleUrl } = await import('./counting-thread.ts')
    const worker = new Worker(BOOT, { eval: true, workerData: moduleUrl })
    worker.on('message', hear)
    worker.on('error', (error) => failAll(error instanceof Error ? error : new Error(String(error))))
    worker.on('exit', () => failAll(new Error('the counting thread has ended')))
    // After the listeners, each of which would keep the process alive.
    worker.unref()
    return worker
  }
  const ask = (request: CountRequest): Promise<number[]> =>
    new Promise((resolve, reject) => {
      const { id } = request
      const timer = setTimeout(
        () => settle(id, () => reject(new Error('tokens were not counted in time'))),
        TIMEOUT_MS,
      )
      pending.set(id, { resolve, reject, timer })
      thread ??= start()
      thread.then((worker) => worker.postMessage(request), failAll)
    })

  return {
    count: async (model, texts) => {
      const counted = cutToLength(texts)
      const counts = await ask({ id: (lastId += 1), encoding: encodingOf(model), texts: counted })
      return extrapolate(texts, counted, counts)
    },
    close: async () => {
      const worker = await thread
      await worker?.terminate()
    },
  }
}

const cutToLength = (texts: readonly string[]): string[] => {
  let left = MAX_COUNTED_CHARACTERS
  return texts.map((text) => {
    const taken = text.slice(0, left)
    left -= taken.length
    return taken
  })
}

const lengthOf = (texts: readonly string[]): number => texts.reduce((sum, { length }) => sum + length, 0)

const extrapolate = (
  texts: readonly string[],
  counted: readonly string[],
  counts: readonly number[],
): number[] => {
  const characters = lengthOf(counted)
  const tokens = counts.reduce((sum, count) => sum + count, 0)
  const rate = characters === 0 ? USUAL_TOKENS_PER_CHARACTER : tokens / characters
  return counts.map((count, index) =>
    Math.round(count + rate * (texts[index]!.length - counted[index]!.length)),
  )
}
