import type { taskSchema } from '@gptget/api/schemas/tasks'
import { contentPathOf } from '@gptget/contracts'
import { toUsdNumber } from '@gptget/money'
import type { z } from 'zod'
import type { TaskRow } from '../db/schema/tasks.ts'
import { statusOf } from '../rows/public-status.ts'
import { detailsOf, failureOf, filesOf, requestOf, type StoredOutput } from '../rows/read-row.ts'

export const secondsOf = (date: Date): number => Math.floor(date.getTime() / 1000)

/** The URL of a task's file, always ours. */
export const urlOf = ({ public_url, task_id }: TaskRow, { kind, index, variant }: StoredOutput): string =>
  public_url + contentPathOf(kind, task_id, index, variant)

/** A task as `/v1/tasks` shows it. */
export const describeTask = (row: TaskRow): z.output<typeof taskSchema> => ({
  id: row.task_id,
  object: 'task',
  type: row.type,
  model: row.model,
  prompt: requestOf(row).prompt ?? null,
  status: statusOf(row),
  progress: row.progress,
  created_at: secondsOf(row.created_at),
  completed_at: row.completed_at === null ? null : secondsOf(row.completed_at),
  expires_at: row.media_expires_at === null ? null : secondsOf(row.media_expires_at),
  parent_id: row.parent_id,
  metadata: JSON.parse(row.metadata) as Record<string, string>,
  result: row.state === 'completed' ? describeResult(row) : null,
  error: failureOfEnded(row),
  cost: row.cost === null ? null : toUsdNumber(row.cost),
})

/** Intermediate failures are not the outcome. */
export const failureOfEnded = (row: TaskRow): { code: string; message: string } | null =>
  row.state === 'failed' || row.state === 'expired' ? failureOf(row) : null

const describeResult = (row: TaskRow): NonNullable<z.output<typeof taskSchema>['result']> => {
  const files = filesOf(row).map((file) => ({
    url: urlOf(row, file),
    content_type: file.contentType,
    index: file.index,
    variant: file.variant === '' ? null : file.variant,
  }))
  const details = detailsOf(row)
  const [first] = files.filter(({ variant }) => variant === null)
  return {
    url: first?.url ?? null,
    data: files,
    ...(Object.keys(details).length === 0 ? {} : { details: details as Record<string, never> }),
  }
}
