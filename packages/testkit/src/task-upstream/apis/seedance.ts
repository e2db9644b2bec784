import { worded, type Job, type JobState, type TaskApi } from './api.ts'

const word = worded({
  running: 'running',
  done: 'succeeded',
  fail: 'failed',
  refuse: 'failed',
  cancel: 'cancelled',
  empty: 'succeeded',
  expire: 'expired',
})

const ERRORS: Partial<Record<JobState, { code: string; message: string }>> = {
  fail: { code: 'InternalServiceError', message: 'it broke' },
  refuse: {
    code: 'OutputVideoSensitiveContentDetected',
    message: 'the output may contain sensitive information',
  },
}

const task = (job: Job, state: JobState) => ({
  id: job.id,
  status: word(job, state),
  error: ERRORS[state] ?? null,
  content: state === 'done' ? { video_url: job.files('mp4')[0] } : {},
  usage: state === 'done' ? { completion_tokens: 100_000, total_tokens: 100_000 } : {},
})

/** https://docs.byteplus.com/en/docs/ModelArk/1520757 */
export const seedanceApi: TaskApi = {
  name: 'seedance',
  prefix: '/api/v3',
  auth: { header: 'authorization', value: /^Bearer \S/ },
  endpoints: [
    { does: 'submit', method: 'POST', path: '/contents/generations/tasks', answer: ({ id }) => ({ id }) },
    { does: 'read', method: 'GET', path: '/contents/generations/tasks/:id', answer: task },
    { does: 'cancel', method: 'DELETE', path: '/contents/generations/tasks/:id', answer: () => ({}) },
  ],
  refusal: (status, message) => ({ error: { code: String(status), message } }),
}
