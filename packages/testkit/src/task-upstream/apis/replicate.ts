import { worded, type Job, type JobState, type TaskApi } from './api.ts'

const word = worded({
  running: 'processing',
  done: 'succeeded',
  fail: 'failed',
  refuse: 'failed',
  cancel: 'aborted',
  empty: 'succeeded',
  expire: 'aborted',
})

const prediction = (job: Job, state: JobState) => ({
  id: job.id,
  status: word(job, state),
  output: state === 'done' ? job.files('mp4')[0] : null,
  error: state === 'fail' ? 'it broke' : state === 'refuse' ? 'NSFW content detected' : null,
})

/** https://replicate.com/docs/reference/http */
export const replicateApi: TaskApi = {
  name: 'replicate',
  prefix: '/v1',
  auth: { header: 'authorization', value: /^Bearer \S/ },
  endpoints: [
    {
      does: 'submit',
      method: 'POST',
      path: '/models/*/*/predictions',
      answer: (job) => prediction(job, 'running'),
    },
    { does: 'read', method: 'GET', path: '/predictions/:id', answer: prediction },
    { does: 'cancel', method: 'POST', path: '/predictions/:id/cancel', answer: prediction },
  ],
  refusal: (status, detail) => ({ status, detail }),
}
