import { worded, type Job, type JobState, type TaskApi } from './api.ts'

const word = worded({
  running: 'Processing',
  done: 'Success',
  fail: 'Fail',
  refuse: 'Fail',
  cancel: 'Fail',
  empty: 'Success',
  expire: 'Fail',
})

const MESSAGES: Partial<Record<JobState, { status_code: number; status_msg: string }>> = {
  fail: { status_code: 1000, status_msg: 'it broke' },
  refuse: { status_code: 1027, status_msg: 'the video involves sensitive content' },
}

const task = (job: Job, state: JobState) => ({
  task_id: job.id,
  status: word(job, state),
  file_id: state === 'done' ? `file-${job.id}` : '',
  base_resp: MESSAGES[state] ?? { status_code: 0, status_msg: 'success' },
})

/** https://platform.minimax.io/docs/api-reference/video-generation-t2v */
export const minimaxApi: TaskApi = {
  name: 'minimax',
  prefix: '/v1',
  auth: { header: 'authorization', value: /^Bearer \S/ },
  endpoints: [
    {
      does: 'submit',
      method: 'POST',
      path: '/video_generation',
      answer: (job) => ({ task_id: job.id, base_resp: { status_code: 0 } }),
    },
    { does: 'read', method: 'GET', path: '/query/video_generation', answer: task },
    {
      does: 'locate',
      method: 'GET',
      path: '/files/retrieve',
      answer: (job) => ({ file: { file_id: `file-${job.id}`, download_url: job.files('mp4')[0] } }),
    },
  ],
  refusal: (status, status_msg) => ({ base_resp: { status_code: status === 429 ? 1002 : 2013, status_msg } }),
  isAlways200: true,
}
