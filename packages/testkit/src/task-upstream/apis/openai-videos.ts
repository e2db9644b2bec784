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

const video = (job: Job, state: JobState) => ({
  id: job.id,
  object: 'video',
  status: word(job, state),
  progress: state === 'running' ? Math.min(90, job.polls * 30) : 100,
  error:
    state === 'fail'
      ? { code: 'server_error', message: 'It broke at https://render.example.com/x?key=secret' }
      : state === 'refuse'
        ? { code: 'moderation_blocked', message: 'Your request was blocked by our moderation system.' }
        : null,
})

/** https://developers.openai.com/api/reference/resources/videos */
export const openAiVideosApi: TaskApi = {
  name: 'openai-videos',
  prefix: '/v1',
  auth: { header: 'authorization', value: /^Bearer \S/ },
  endpoints: [
    { does: 'submit', method: 'POST', path: '/videos', answer: (job) => video(job, 'running') },
    { does: 'submit', method: 'POST', path: '/videos/*/remix', answer: (job) => video(job, 'running') },
    { does: 'read', method: 'GET', path: '/videos/:id', answer: video },
    { does: 'file', method: 'GET', path: '/videos/:id/content', extension: 'mp4' },
  ],
  refusal: (status, message) => ({ error: { message, type: 'server_error', code: String(status) } }),
}
