import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

export type FfmpegRun = {
  /** The path of the program. */
  ffmpeg: string
  args: readonly string[]
  /** Its input on `pipe:0`. */
  input?: AsyncIterable<Uint8Array> | undefined
  signal: AbortSignal
}

/** ffmpeg failed: the file is broken, or is not audio. `detail` is ffmpeg's last line. */
export class FfmpegFailed extends Error {
  override name = 'FfmpegFailed'
  readonly detail: string

  constructor(detail: string) {
    super(`ffmpeg could not read the sound: ${detail}`)
    this.detail = detail
  }
}

/** Only pipes and files that we name: a playlist must not lead elsewhere. One thread: many may run. */
const ALWAYS = ['-hide_banner', '-nostdin', '-loglevel', 'error', '-threads', '1']
const STDERR_BYTES = 4_096

/**
 * Runs ffmpeg and yields what it writes to `pipe:1`, as fast as the reader accepts it. The child is killed if the
 * reader stops early or the signal aborts.
 * @throws FfmpegFailed for unreadable input; the input's own error; the signal's reason
 */
export async function* runFfmpeg({ ffmpeg, args, input, signal }: FfmpegRun): AsyncGenerator<Buffer> {
  signal.throwIfAborted()
  const child = spawn(ffmpeg, [...ALWAYS, ...args], { stdio: ['pipe', 'pipe', 'pipe'], env: {} })
  const stop = (): void => void child.kill('SIGKILL')
  signal.addEventListener('abort', stop, { once: true })
  const ended = endOf(child)
  const fed = feed(child, input)
  try {
    // A generator's consumer that stops early destroys the stream.
    for await (const bytes of child.stdout) yield bytes as Buffer
    const inputFailure = await fed
    const failure = await ended
    signal.throwIfAborted()
    if (inputFailure !== null) throw inputFailure
    if (failure !== null) throw failure
  } finally {
    signal.removeEventListener('abort', stop)
    stop()
    await ended
  }
}

/** Why the input could not be read to its end, else null; if ffmpeg needs no more of it, that is no failure. */
const feed = async (child: ChildProcess, input: FfmpegRun['input']): Promise<Error | null> => {
  if (input === undefined) {
    child.stdin!.end()
    return null
  }
  let failure: Error | null = null
  const watched = async function* () {
    try {
      yield* input
    } catch (error) {
      failure = error as Error
      throw error
    }
  }
  await pipeline(Readable.from(watched(), { objectMode: false }), child.stdin!).catch(() => {})
  return failure
}

const endOf = async (child: ChildProcess): Promise<Error | null> => {
  let said = ''
  child.stderr!.on('data', (bytes: Buffer) => {
    said = (said + bytes.toString()).slice(-STDERR_BYTES)
  })
  try {
    const [code] = (await once(child, 'close')) as [number | null]
    return code === 0 ? null : new FfmpegFailed(said.trim().split('\n').at(-1) || `exit code ${code}`)
  } catch (error) {
    return error as Error
  }
}
