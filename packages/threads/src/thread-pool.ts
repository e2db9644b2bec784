import { PublicError } from '@gptget/errors'
import { Piscina } from 'piscina'
import { availableParallelism } from 'node:os'
import { FairQueue } from './fair-queue.ts'
import type { Turn } from './fair-queue.ts'
import type { Answer, Call, Work } from './job.ts'
import { HEAVY_BYTES, LargeBody } from './large-body.ts'
import type { Body } from './large-body.ts'

/**
 * A module whose `run` is made by `serveJobs`; `moduleUrl` is its `import.meta.url`, in the sources and in a bundle.
 */
export type JobModule = { moduleUrl: string }

type PoolOptions = {
  load: () => Promise<JobModule>
  /** Called for threads that crashed. */
  onError: (error: unknown) => void
}

/** One for each key and a spare one; more would take the processors from the event loops. */
const THREADS = Math.max(2, Math.min(4, availableParallelism()))
const MAX_WAITING = 256
const MAX_WAITING_OF_CALLER = 32
/** Much more than the worst body of 50 MiB needs on a busy machine. */
const TIMEOUT_MS = 60_000
/** Idle threads free their memory; one stays, since starting one takes a third of a second. */
const IDLE_MS = 10_000
/** The need of a body of 50 MiB, stored with two bytes for each character, parsed and printed again. */
const LIMITS = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 32 }

export type Works = Readonly<Record<string, Work<never, unknown>>>
type Input<Known extends Works, Name extends keyof Known> = Parameters<Known[Name]>[1]

/** The key of the caller. A job whose input is large in addition to its body gives its size. */
type JobTurn = Omit<Turn, 'byteLength'> & { byteLength?: number }

/** Runs some of the jobs, for code that needs no others. */
export type Threads<Known extends Works> = {
  run<Name extends keyof Known & string>(
    name: Name,
    body: LargeBody,
    input: Input<Known, Name>,
    turn: JobTurn,
  ): Promise<ReturnType<Known[Name]>>
}

/**
 * Runs jobs on large bodies in threads, which start with the first job and do not keep the process alive.
 *
 * @example const threads = new ThreadPool<EdgeWorks>({ load: () => import('./jobs.ts'), onError }) const facts = await
 * threads.run('readFacts', body, asking, { caller: accountId })
 */
export class ThreadPool<Known extends Works> {
  readonly #options: PoolOptions
  readonly #queue = new FairQueue({
    threads: THREADS,
    heavyBytes: HEAVY_BYTES,
    maxWaiting: MAX_WAITING,
    maxWaitingOfCaller: MAX_WAITING_OF_CALLER,
  })
  #pool: Promise<Piscina> | null = null

  constructor(options: PoolOptions) {
    this.#options = options
  }

  /**
   * The result of a job. Afterwards the body is here again, unless its thread crashed.
   * @throws PublicError the job's error, 413 if it needed too much memory, 429 or 503 if too many wait
   */
  async run<Name extends keyof Known & string>(
    name: Name,
    body: LargeBody,
    input: Input<Known, Name>,
    turn: JobTurn,
  ): Promise<ReturnType<Known[Name]>> {
    const sized = { byteLength: body.byteLength, ...turn }
    const isHeavy = sized.byteLength > HEAVY_BYTES
    const answer = await body.lend((parts) =>
      this.#queue.run(sized, () => this.#ask({ name, parts, input, isHeavy })),
    )
    if (answer.type === 'done') return withBuffers(answer.result) as ReturnType<Known[Name]>
    const { code, message, details, cause } = answer
    throw new PublicError(code, message, details, cause ?? undefined)
  }

  async close(): Promise<void> {
    await (await this.#pool)?.destroy()
  }

  async #ask(call: Call<unknown> & { name: string }): Promise<Answer<unknown>> {
    const pool = await (this.#pool ??= this.#start())
    try {
      return (await pool.run(call, {
        transferList: call.parts.map(({ buffer }) => buffer),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      })) as Answer<unknown>
    } catch (error) {
      throw failureOf(error)
    }
  }

  async #start(): Promise<Piscina> {
    const { moduleUrl } = await this.#options.load()
    const pool = new Piscina({
      filename: moduleUrl,
      name: 'run',
      minThreads: 1,
      maxThreads: THREADS,
      idleTimeout: IDLE_MS,
      resourceLimits: LIMITS,
      recordTiming: false,
    })
    pool.on('error', this.#options.onError)
    return pool
  }
}

/**
 * Processes a body: at once, or in a thread if it is large. `works` names the job.
 *
 * @example await workOn(threads, { readFacts }, body, head, { caller: accountId })
 */
export const workOn = async <Own extends Works>(
  threads: Threads<NoInfer<Own>>,
  works: Own,
  body: Body,
  input: Input<Own, keyof Own>,
  turn: JobTurn,
): Promise<ReturnType<Own[keyof Own]>> => {
  const name = Object.keys(works)[0] as keyof Own & string
  if (body instanceof LargeBody) return threads.run(name, body, input, turn)
  return works[name]!(body, input as never) as ReturnType<Own[keyof Own]>
}

const failureOf = (error: unknown): unknown => {
  const { code, name } = error as { code?: unknown; name?: unknown }
  if (code === 'ERR_WORKER_OUT_OF_MEMORY')
    return new PublicError('request_too_large', 'The request needs too much memory.', {}, error)
  if (name === 'AbortError')
    return new PublicError('request_too_large', 'The request takes too long to read.', {}, error)
  return error
}

/** The clone of a Buffer is a Uint8Array. */
const withBuffers = (result: unknown): unknown => {
  if (result instanceof Uint8Array) return asBuffer(result)
  if (typeof result !== 'object' || result === null || Array.isArray(result)) return result
  for (const [name, value] of Object.entries(result))
    if (value instanceof Uint8Array) Reflect.set(result, name, asBuffer(value))
  return result
}

const asBuffer = ({ buffer, byteOffset, byteLength }: Uint8Array): Buffer =>
  Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength)
