import type { TaskRow } from '../db/schema/tasks.ts'
import { statusOf } from '../rows/public-status.ts'
import { detailsOf, filesOf, requestOf } from '../rows/read-row.ts'
import { failureOfEnded, secondsOf, urlOf } from './describe-task.ts'
import { PROXY_STATUSES } from './proxy-statuses.ts'

type Song = { title?: unknown; tags?: unknown; lyrics?: unknown; duration?: unknown }

/** A task in the format of Suno wrappers (new-api, dto/suno.go), with our file URLs. */
export const describeSuno = (row: TaskRow) => {
  const { songs = [], lyrics = [] } = detailsOf(row) as { songs?: Song[]; lyrics?: unknown[] }
  const files = filesOf(row)
  const data = songs.map(({ title, tags, lyrics: prompt, duration }, at) => {
    const audio = files.find(({ kind, index }) => kind === 'audio' && index === at)
    const image = files.find(({ kind, index }) => kind === 'image' && index === at)
    return {
      id: `${row.task_id}-${at}`,
      title: title ?? null,
      status: 'complete',
      audio_url: audio === undefined ? '' : urlOf(row, audio),
      image_url: image === undefined ? '' : urlOf(row, image),
      metadata: { tags: tags ?? null, prompt: prompt ?? null, duration: duration ?? null },
    }
  })
  return {
    task_id: row.task_id,
    action: (requestOf(row).action ?? 'music').toUpperCase(),
    status: PROXY_STATUSES[statusOf(row)],
    progress: `${row.progress}%`,
    fail_reason: row.state === 'cancelled' ? 'It was cancelled.' : (failureOfEnded(row)?.message ?? ''),
    submit_time: secondsOf(row.created_at),
    start_time: row.submitted_at === null ? 0 : secondsOf(row.submitted_at),
    finish_time: row.completed_at === null ? 0 : secondsOf(row.completed_at),
    data: lyrics.length > 0 ? lyrics : data,
  }
}
