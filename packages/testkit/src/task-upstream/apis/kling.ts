import { worded, type Endpoint, type Job, type JobState, type TaskApi } from './api.ts'

const word = worded({
  running: 'processing',
  done: 'succeed',
  fail: 'failed',
  refuse: 'failed',
  cancel: 'cancelled',
  empty: 'succeed',
  expire: 'expired',
})

const task = (job: Job, state: JobState) => ({
  code: 0,
  message: 'SUCCEED',
  data: {
    task_id: job.id,
    task_status: word(job, state),
    task_status_msg: state === 'fail' ? 'it broke' : state === 'refuse' ? 'risk control' : '',
    task_result: {
      videos: state === 'done' ? job.files('mp4').map((url) => ({ id: 'v', url, duration: '5' })) : [],
    },
  },
})

const externalId = ({ body }: Job): string | undefined => /"external_task_id":"([^"]+)"/.exec(body)?.[1]

const kind = (name: string): Endpoint[] => [
  {
    does: 'submit',
    method: 'POST',
    path: `/v1/videos/${name}`,
    answer: (job) => ({ code: 0, data: { task_id: job.id, task_status: 'submitted' } }),
  },
  { does: 'read', method: 'GET', path: `/v1/videos/${name}/:id`, answer: task, alsoBy: externalId },
]

/** https://app.klingai.com/global/dev/document-api */
export const klingApi: TaskApi = {
  name: 'kling',
  prefix: '',
  auth: { header: 'authorization', value: /^Bearer [\w-]+\.[\w-]+\.[\w-]+$/ },
  endpoints: [...kind('text2video'), ...kind('image2video')],
  refusal: (status, message) => ({ code: status === 429 ? 1303 : 1201, message }),
}
