import { worded, type Job, type JobState, type TaskApi } from './api.ts'

const word = worded({
  running: 'RUNNING',
  done: 'SUCCEEDED',
  fail: 'FAILED',
  refuse: 'FAILED',
  cancel: 'CANCELLED',
  empty: 'SUCCEEDED',
  expire: 'EXPIRED',
})

const task = (job: Job, state: JobState) => ({
  id: job.id,
  status: word(job, state),
  ...(state === 'running' ? { progress: Math.min(0.9, job.polls * 0.3) } : {}),
  ...(state === 'done' ? { output: job.files('mp4') } : {}),
  ...(state === 'empty' ? { output: [] } : {}),
  ...(state === 'fail' ? { failure: 'it broke', failureCode: 'INTERNAL' } : {}),
  ...(state === 'refuse' ? { failure: 'content moderation', failureCode: 'SAFETY' } : {}),
})

/** `@runwayml/sdk` 4.20.1 */
export const runwayApi: TaskApi = {
  name: 'runway',
  prefix: '',
  auth: { header: 'authorization', value: /^Bearer \S/ },
  endpoints: [
    { does: 'submit', method: 'POST', path: '/v1/text_to_video', answer: ({ id }) => ({ id }) },
    { does: 'submit', method: 'POST', path: '/v1/image_to_video', answer: ({ id }) => ({ id }) },
    { does: 'read', method: 'GET', path: '/v1/tasks/:id', answer: task },
    { does: 'cancel', method: 'DELETE', path: '/v1/tasks/:id', answer: () => ({}) },
  ],
  refusal: (_, message) => ({ error: message }),
}
