import type { videoSchema } from '@gptget/api/schemas/videos'
import type { z } from 'zod'
import type { TaskRow } from '../db/schema/tasks.ts'
import { statusOf, type TaskStatus } from '../rows/public-status.ts'
import { filesOf, requestOf } from '../rows/read-row.ts'
import { failureOfEnded, secondsOf, urlOf } from './describe-task.ts'

type Video = z.output<typeof videoSchema>

/** OpenAI has four. */
const STATUSES: Readonly<Record<TaskStatus, Video['status']>> = {
  queued: 'queued',
  in_progress: 'in_progress',
  completed: 'completed',
  failed: 'failed',
  cancelled: 'failed',
  expired: 'failed',
}

const CANCELLED = { code: 'cancelled', message: 'It was cancelled.' }

/** A task in the format of OpenAI's Videos, with the URL of the result as in our API. */
export const describeVideo = (row: TaskRow): Video => {
  const { prompt, seconds, size } = requestOf(row)
  const file = row.state === 'completed' ? filesOf(row).find(({ variant }) => variant === '') : undefined
  return {
    id: row.task_id,
    object: 'video',
    model: row.model,
    status: STATUSES[statusOf(row)],
    progress: row.progress,
    prompt: prompt ?? null,
    seconds: seconds === undefined ? null : String(seconds),
    size: size ?? null,
    created_at: secondsOf(row.created_at),
    completed_at: row.completed_at === null ? null : secondsOf(row.completed_at),
    expires_at: row.media_expires_at === null ? null : secondsOf(row.media_expires_at),
    remixed_from_video_id: row.parent_id,
    error: row.state === 'cancelled' ? CANCELLED : failureOfEnded(row),
    ...(file === undefined ? {} : { result: { url: urlOf(row, file) } }),
  }
}
