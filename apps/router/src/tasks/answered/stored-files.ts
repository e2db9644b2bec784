import { BusError, openAnswer } from '@gptget/bus'
import { readFile } from '@gptget/contracts'
import type {
  Polled,
  StoredFile,
  storedTaskOutput,
  TaskHandle,
  TaskQuantities,
  TaskRequest,
  TaskRoute,
  TaskType,
} from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import { quantitiesOf } from '@gptget/money'
import type { z } from 'zod'
import type { RouterContext } from '../../context.ts'
import { usageOf } from '../../pipeline/translate/operations/image-usage.ts'
import { imageRequestOf } from './image-request.ts'

type Task = { accountId: string; taskId: string }

/**
 * The handle of stored files. The charge is proportional to the files: half for 2 of 4 requested images. Therefore the
 * tokens are scaled as if all files had been created, but never beyond the reserved number.
 */
export const storedHandle = (
  tokens: TaskQuantities,
  wholeShare: number,
  most: TaskQuantities,
): TaskHandle => {
  const whole = Object.entries(most).flatMap(([unit, limit]) => {
    const count = tokens[unit as keyof TaskQuantities] ?? 0
    return isTokens(unit) ? [[unit, Math.min(limit, Math.floor(count * wholeShare))]] : []
  })
  return { kind: 'stored', tokens: JSON.stringify(Object.fromEntries(whole)) }
}

const isTokens = (unit: string): boolean => unit.endsWith('_tokens')

export const isStored = ({ kind }: TaskHandle): boolean => kind === 'stored'

/** The result of a task whose files are stored. */
export const pollStored = async (
  context: RouterContext,
  task: Task & { handle: TaskHandle },
): Promise<Polled> => {
  const files = await filesOf(context, task)
  if (files.length === 0) return { type: 'failed', failure: GONE }
  return {
    type: 'succeeded',
    outputs: files.map(({ kind }, index) => ({
      kind: kind === 'audio' ? kind : 'image',
      variant: '',
      source: { type: 'stored', index },
    })),
    quantities: JSON.parse(task.handle['tokens'] ?? '{}') as TaskQuantities,
    details: {},
  }
}

const GONE = {
  code: 'output_lost',
  message: 'The files were deleted before the task had ended. Nothing was charged.',
}

/**
 * The files that a router stored before it died count as the result of the task. The tokens of its images are unknown
 * and estimated.
 */
export const findStored = async (
  context: RouterContext,
  task: Task & { type: TaskType; request: TaskRequest; route: TaskRoute },
): Promise<TaskHandle | null> => {
  const files = await filesOf(context, task)
  if (files.length === 0) return null
  const { quantities } = task.route
  if (task.type !== 'image') return storedHandle({}, 1, quantities)
  const request = imageRequestOf(task.request, task.route.upstreamModel)
  const images = files.map(() => ({ base64: '' }))
  const usage = usageOf({ request, inputCount: task.request.images.length }, { images })
  return storedHandle(quantitiesOf(usage), request.count / files.length, quantities)
}

/** @throws PublicError `content_expired` if it is no longer stored */
export const readStored = async (
  context: RouterContext,
  task: Task,
  index: number,
): Promise<z.output<typeof storedTaskOutput>> => {
  const file = await fileAt(context, task, index)
  if (file === null) throw new PublicError('content_expired', 'The file is no longer stored.')
  const { contentType, byteLength, expiresAt } = file
  return { contentType, byteLength, expiresAt }
}

/** Files are stored in order, so the first missing one is the end. */
const filesOf = async (context: RouterContext, task: Task): Promise<StoredFile[]> => {
  const files: StoredFile[] = []
  for (;;) {
    const file = await fileAt(context, task, files.length)
    if (file === null) return files
    files.push(file)
  }
}

const fileAt = async (
  { bus }: RouterContext,
  { accountId, taskId: mediaId }: Task,
  index: number,
): Promise<StoredFile | null> => {
  try {
    const asked = { accountId, mediaId, index, variant: '', start: 0, end: 0 }
    const { head, chunks } = await openAnswer(bus, readFile, asked)
    await chunks.return(undefined)
    return head
  } catch (error) {
    if (error instanceof BusError && GONE_CODES.has(error.code)) return null
    throw error
  }
}

const GONE_CODES = new Set<string>(['not_found', 'content_expired'])
