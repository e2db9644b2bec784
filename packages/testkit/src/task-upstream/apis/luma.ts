import { worded, type Job, type JobState, type TaskApi } from './api.ts'

const word = worded({
  running: 'dreaming',
  done: 'completed',
  fail: 'failed',
  refuse: 'failed',
  cancel: 'failed',
  empty: 'completed',
  expire: 'failed',
})

const generation = (job: Job, state: JobState) => ({
  id: job.id,
  state: word(job, state),
  failure_reason: state === 'fail' ? 'it broke' : state === 'refuse' ? 'frame moderation' : null,
  assets: state === 'done' ? { video: job.files('mp4')[0] } : null,
})

/** `lumaai` 1.19.1 */
export const lumaApi: TaskApi = {
  name: 'luma',
  prefix: '/dream-machine/v1',
  auth: { header: 'authorization', value: /^Bearer \S/ },
  endpoints: [
    {
      does: 'submit',
      method: 'POST',
      path: '/generations/video',
      answer: (job) => generation(job, 'running'),
    },
    { does: 'read', method: 'GET', path: '/generations/:id', answer: generation },
  ],
  refusal: (_, detail) => ({ detail }),
}
