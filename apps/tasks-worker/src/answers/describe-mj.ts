import type { TaskRow } from '../db/schema/tasks.ts'
import { statusOf } from '../rows/public-status.ts'
import { detailsOf, filesOf, requestOf } from '../rows/read-row.ts'
import { failureOfEnded, urlOf } from './describe-task.ts'
import { PROXY_STATUSES } from './proxy-statuses.ts'

/** A task in midjourney-proxy's format (novicezk/midjourney-proxy, docs/api.md), with our file URLs. */
export const describeMj = (row: TaskRow) => {
  const { action = 'imagine', prompt = '' } = requestOf(row)
  const { buttons = [], prompt_en: promptEn = null } = detailsOf(row)
  const files = filesOf(row)
  const image = files.find(({ kind }) => kind === 'image')
  const videos = files.filter(({ kind }) => kind === 'video').map((file) => ({ url: urlOf(row, file) }))
  return {
    id: row.task_id,
    action: action.toUpperCase(),
    prompt,
    promptEn,
    description: '',
    state: '',
    status: PROXY_STATUSES[statusOf(row)],
    progress: `${row.progress}%`,
    submitTime: row.created_at.getTime(),
    startTime: row.submitted_at?.getTime() ?? 0,
    finishTime: row.completed_at?.getTime() ?? 0,
    imageUrl: image === undefined ? '' : urlOf(row, image),
    ...(videos.length === 0 ? {} : { videoUrl: videos[0]!.url, videoUrls: videos }),
    failReason: row.state === 'cancelled' ? 'It was cancelled.' : (failureOfEnded(row)?.message ?? ''),
    buttons,
    properties: {},
  }
}
