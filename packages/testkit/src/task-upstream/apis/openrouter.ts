import { worded, type Job, type JobState, type TaskApi } from './api.ts'

const word = worded({
  running: 'in_progress',
  done: 'completed',
  fail: 'failed',
  refuse: 'failed',
  cancel: 'cancelled',
  empty: 'completed',
  expire: 'expired',
})

const job = (each: Job, state: JobState) => ({
  id: each.id,
  status: word(each, state),
  unsigned_urls: state === 'done' ? each.own('mp4') : [],
  ...(state === 'fail' ? { error: 'it broke' } : {}),
  ...(state === 'refuse' ? { error: 'blocked by moderation' } : {}),
})

/** https://openrouter.ai/docs/api_reference/videos */
export const openRouterApi: TaskApi = {
  name: 'openrouter',
  prefix: '/api/v1',
  auth: { header: 'authorization', value: /^Bearer \S/ },
  endpoints: [
    { does: 'submit', method: 'POST', path: '/videos', answer: (each) => job(each, 'running') },
    { does: 'read', method: 'GET', path: '/videos/:id', answer: job },
    { does: 'file', method: 'GET', path: '/videos/:id/content', extension: 'mp4' },
  ],
  refusal: (code, message) => ({ error: { code, message } }),
}
