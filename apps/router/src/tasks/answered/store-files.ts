import type { TaskFailure } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import { BusError } from '@gptget/bus'
import type { MadeImage } from '@gptget/protocol'
import { setTimeout as sleep } from 'node:timers/promises'
import type { RouterContext } from '../../context.ts'
import { createMediaAccess } from '../../pipeline/generation/media-access.ts'
import { storeMade } from '../../pipeline/translate/operations/keep-images.ts'

/** The delays before further attempts, because media-proxy may be down for a while. */
const WAITS_MS = [500, 1_000, 2_000, 4_000, 8_000, 15_000, 30_000]

/**
 * Stores files under a task's id, one after the other, so that a crash leaves no gaps. After a failure, the files are
 * lost although the provider created them, and nothing is charged.
 */
export const storeFiles = async (
  { bus, logger }: RouterContext,
  { accountId, taskId }: { accountId: string; taskId: string },
  kind: 'image' | 'audio',
  files: readonly MadeImage[],
): Promise<TaskFailure | null> => {
  const media = createMediaAccess(bus, { accountId, generationId: taskId })
  for (const [index, file] of files.entries()) {
    const failure = await patiently(async () => void (await storeMade(media, kind, index, file)))
    if (failure === null) continue
    logger.warn({ err: failure, taskId }, 'a file of a task could not be stored')
    return failureOf(failure)
  }
  return null
}

const patiently = async (store: () => Promise<void>): Promise<unknown> => {
  for (const waitMs of [...WAITS_MS, null]) {
    const failure = await store().then(
      () => null,
      (error: unknown) => error,
    )
    if (failure === null || waitMs === null || isFinal(failure)) return failure
    await sleep(waitMs)
  }
  return null
}

/** Errors that further attempts cannot resolve. */
const FINAL = new Set(['storage_quota_exceeded', 'invalid_request', 'request_too_large'])

const codeOf = (error: unknown): string | null =>
  error instanceof BusError || error instanceof PublicError ? error.code : null

const isFinal = (error: unknown): boolean => FINAL.has(codeOf(error) ?? '')

const failureOf = (error: unknown): TaskFailure =>
  codeOf(error) === 'storage_quota_exceeded'
    ? {
        code: 'storage_quota_exceeded',
        message:
          'The account has no room for the file. Nothing was charged. Delete media and create it again.',
      }
    : {
        code: 'output_lost',
        message: 'The provider created it, but it could not be stored. Nothing was charged. Create it again.',
      }
