import type { TaskStatus } from '../rows/public-status.ts'

/** What midjourney-proxy and the wrappers of Suno call our statuses. */
export const PROXY_STATUSES: Readonly<Record<TaskStatus, string>> = {
  queued: 'SUBMITTED',
  in_progress: 'IN_PROGRESS',
  completed: 'SUCCESS',
  failed: 'FAILURE',
  cancelled: 'FAILURE',
  expired: 'FAILURE',
}
