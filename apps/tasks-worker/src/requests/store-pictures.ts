import { sendBody } from '@gptget/bus'
import { storeFile } from '@gptget/contracts'
import type { TaskImage } from '@gptget/contracts'
import type { ReadTask } from '../bodies/read-task.ts'
import type { Context } from '../context.ts'

/** Images of a task's request are kept as long as it may wait. */
export const INPUT_RETENTION_MS = 86_400_000
const MAX_PICTURE_BYTES = 20 * 1024 * 1024
/** After the files of a form. */
const FIRST_INDEX = 100

/** Stores the images that were sent in a request like those of a form. @throws PublicError 400, 413 */
export const storePictures = async (
  { bus }: Context,
  owner: { accountId: string; mediaId: string },
  { pictures, bytes }: Pick<ReadTask, 'pictures' | 'bytes'>,
): Promise<TaskImage[]> => {
  const images: TaskImage[] = []
  // One after the other: each may have many megabytes.
  for (const [position, { role, source }] of pictures.entries()) {
    if (source.type === 'named') {
      images.push({ role, source: source.source })
      continue
    }
    const index = FIRST_INDEX + position
    const head = {
      ...owner,
      index,
      variant: '',
      kind: 'input' as const,
      declaredType: source.declaredType,
      maxBytes: MAX_PICTURE_BYTES,
      retentionMs: INPUT_RETENTION_MS,
    }
    await sendBody(bus, storeFile, head, bytes.subarray(source.start, source.end))
    images.push({ role, source: { mediaId: owner.mediaId, index } })
  }
  return images
}
