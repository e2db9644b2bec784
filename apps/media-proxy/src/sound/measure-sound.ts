import { FfmpegFailed, measureFile } from '@gptget/audio'
import { PublicError } from '@gptget/errors'
import { FairQueue } from '@gptget/threads'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Context } from '../context.ts'
import { findFile, type FoundFile } from '../files/find-file.ts'

/** Longer audio is refused: transcribing it would take too long. */
const MAX_SECONDS = 4 * 3_600
/** Decoding an hour of MP3 takes several seconds. */
const TIMEOUT_MS = 60_000

/** Each ffmpeg uses a core, so accounts take turns. */
const queue = new FairQueue({
  threads: 2,
  heavyBytes: 16 * 1024 * 1024,
  maxWaiting: 64,
  maxWaitingOfCaller: 16,
})

type SoundName = { accountId: string; mediaId: string; index: number; variant: string }

/**
 * The length of stored audio in milliseconds.
 * @throws PublicError 400 if it is not readable audio or is too long; 404 if the file does not exist
 */
export const measureSound = async (context: Context, { accountId, ...name }: SoundName): Promise<number> => {
  const file = await findFile(context, name, accountId)
  const turn = { caller: accountId, byteLength: Number(file.byte_length) }
  return queue.run(turn, () => measure(context, file))
}

const measure = async (context: Context, file: FoundFile): Promise<number> => {
  const folder = await mkdtemp(path.join(tmpdir(), 'gptget-sound-'))
  try {
    const copy = path.join(folder, 'sound')
    const bytes = await context.storage.read(file.object_id, 0, Number(file.byte_length) - 1)
    await pipeline(bytes, createWriteStream(copy))
    return requireMeasured(await durationOf(context, copy))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const durationOf = async ({ ffmpeg }: Context, file: string): Promise<number> => {
  const signal = AbortSignal.timeout(TIMEOUT_MS)
  try {
    return await measureFile({ ffmpeg: await ffmpeg(), path: file, maxSeconds: MAX_SECONDS + 1, signal })
  } catch (error) {
    if (error instanceof FfmpegFailed) throw noSound(error)
    if (signal.aborted) throw tooLong()
    throw error
  }
}

const requireMeasured = (durationMs: number): number => {
  if (durationMs === 0) throw noSound()
  if (durationMs > MAX_SECONDS * 1000) throw tooLong()
  return durationMs
}

const noSound = (cause?: unknown): PublicError =>
  new PublicError('invalid_request', 'file: this audio cannot be decoded.', { param: 'file' }, cause)

const tooLong = (): PublicError =>
  new PublicError('invalid_request', `file: the audio is longer than ${MAX_SECONDS / 3_600} hours.`, {
    param: 'file',
  })
