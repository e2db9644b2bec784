import type { TaskStatus } from '../rows/public-status.ts'

/** The names of our statuses in midjourney-proxy and Suno wrappers. */
export const PROXY_STATUSES: Readonly<Record<TaskStatus, string>> = {
  queued: 'SUBMITTED',
  in_progress: 'IN_PROGRESS',
  completed: 'SUCCESS',
  failed: 'FAILURE',
  cancelled: 'FAILURE',
  expired: 'FAILURE',
}
