import { PublicError } from '@gptget/errors'
import type { ErrorCode, PublicErrorDetails } from '@gptget/errors'
import { readlinkSync } from 'node:fs'
import { setPriority } from 'node:os'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { isMainThread } from 'node:worker_threads'
import { move, transferableSymbol, valueSymbol } from 'piscina'

type Bytes = Uint8Array<ArrayBuffer>

/** The message to a thread. */
export type Call<Input> = { parts: readonly Bytes[]; input: Input; isHeavy: boolean }

/** The answer of a thread: the body in one piece, and the result. */
export type Answer<Result> = { body: Bytes } & (
  | { type: 'done'; result: Result }
  | { type: 'refused'; code: ErrorCode; message: string; details: PublicErrorDetails; cause: string | null }
)

/** Work on a body. It must not keep or change it; its result is cloned, its bytes are transferred. */
export type Work<Input, Result> = (body: Buffer, input: Input) => Result

type Works = Readonly<Record<string, Work<never, unknown>>>

/** An idle thread would otherwise keep the texts and values of a heavy body until the next one arrives. */
const collectGarbage = (): void => {
  collect ??= exposeCollector()
  collect()
}
let collect: (() => void) | null = null

/** V8 exposes its garbage collector only to contexts created after this setting. */
const exposeCollector = (): (() => void) => {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as () => void
}

/** Event loops come first: others wait for them. */
const NICENESS = 10

/** On Linux priorities belong to threads, which are numbered like processes. Elsewhere it stays unchanged. */
const giveWay = (): void => {
  if (isMainThread || process.platform !== 'linux') return
  setPriority(Number(readlinkSync('/proc/thread-self').split('/').at(-1)), NICENESS)
}

/**
 * The function that a module of jobs exports for threads, as `run`.
 *
 * @example export const run = serveJobs({ countItems: (body, { most }: { most: number }) => … })
 */
export const serveJobs = (works: Works): ((call: Call<unknown> & { name: string }) => unknown) => {
  giveWay()
  return ({ name, parts, input, isHeavy }) => {
    const body = joined(parts)
    const answer = answerOf(body, () => works[name]!(body, input as never))
    if (isHeavy) collectGarbage()
    const moved = [body.buffer, ...('result' in answer ? buffersIn(answer.result, body) : [])]
    return move({ [transferableSymbol]: moved, [valueSymbol]: answer } as never)
  }
}

const joined = (parts: readonly Bytes[]): Buffer<ArrayBuffer> => {
  const [first] = parts
  if (first !== undefined && parts.length === 1)
    return Buffer.from(first.buffer, first.byteOffset, first.byteLength)
  const whole = Buffer.allocUnsafeSlow(parts.reduce((sum, { byteLength }) => sum + byteLength, 0))
  let offset = 0
  for (const part of parts) {
    whole.set(part, offset)
    offset += part.byteLength
  }
  return whole
}

const answerOf = (body: Bytes, work: () => unknown): Answer<unknown> => {
  try {
    return { type: 'done', body, result: work() }
  } catch (error) {
    if (!(error instanceof PublicError)) throw error
    const { code, message, details, cause } = error
    return { type: 'refused', body, code, message, details, cause: cause == null ? null : String(cause) }
  }
}

/** The transferable memory of bytes in a result. */
const buffersIn = (result: unknown, body: Bytes): ArrayBuffer[] => {
  const values: unknown[] =
    typeof result === 'object' && result !== null ? [result, ...Object.values(result)] : []
  const bytes = values.filter((value): value is Bytes => value instanceof Uint8Array)
  return bytes
    .filter(({ buffer, byteLength }) => buffer !== body.buffer && buffer.byteLength === byteLength)
    .map(({ buffer }) => buffer)
}
