import { worded, type Job, type JobState, type TaskApi } from './api.ts'

const word = worded({
  running: 'IN_PROGRESS',
  done: 'SUCCESS',
  fail: 'FAILURE',
  refuse: 'FAILURE',
  cancel: 'CANCEL',
  empty: 'SUCCESS',
  expire: 'FAILURE',
})

const task = ([job, state]: [Job, JobState]) => ({
  id: job.id,
  action: 'IMAGINE',
  status: word(job, state),
  progress: state === 'running' ? `${Math.min(90, job.polls * 30)}%` : '100%',
  failReason: state === 'fail' ? 'it broke' : state === 'refuse' ? 'banned prompt' : null,
  imageUrl: state === 'done' ? job.files('png')[0] : null,
  buttons: state === 'done' ? [{ customId: 'MJ::JOB::upsample::1', label: 'U1' }] : [],
})

const idsIn = (body: string): string[] =>
  [...body.matchAll(/"((?:midjourney|suno)-job-\d+)"/g)].map(([, id]) => id!)

const submit = (action: string) =>
  ({
    does: 'submit',
    method: 'POST',
    path: `/mj/submit/${action}`,
    answer: ({ id }: Job) => ({ code: 1, description: 'Submit success', result: id }),
  }) as const

/** novicezk/midjourney-proxy, docs/api.md */
export const midjourneyApi: TaskApi = {
  name: 'midjourney',
  prefix: '',
  auth: { header: 'mj-api-secret', value: /\S/ },
  endpoints: [
    submit('imagine'),
    submit('action'),
    submit('change'),
    {
      does: 'readMany',
      method: 'POST',
      path: '/mj/task/list-by-condition',
      idsIn,
      answer: (all) => all.map(task),
    },
  ],
  refusal: (status, description) => ({ code: status === 429 ? 23 : 4, description }),
  isAlways200: true,
}

const sunoWord = worded({
  running: 'IN_PROGRESS',
  done: 'SUCCESS',
  fail: 'FAILURE',
  refuse: 'FAILURE',
  cancel: 'FAILURE',
  empty: 'SUCCESS',
  expire: 'FAILURE',
})

const songs = (job: Job) =>
  job.files('mp3', 2).map((audio_url, at) => ({
    id: `song-${at}`,
    audio_url,
    image_url: job.files('png')[0],
    title: 'Lighthouse',
    metadata: { tags: 'folk', prompt: 'The sea goes on', duration: 120 },
  }))

/** new-api, dto/suno.go and relay/channel/task/suno. */
export const sunoApi: TaskApi = {
  name: 'suno',
  prefix: '',
  auth: { header: 'authorization', value: /^Bearer \S/ },
  endpoints: [
    {
      does: 'submit',
      method: 'POST',
      path: '/suno/submit/music',
      answer: ({ id }) => ({ code: 'success', data: id }),
    },
    {
      does: 'readMany',
      method: 'POST',
      path: '/suno/fetch',
      idsIn,
      answer: (all) => ({
        code: 'success',
        data: all.map(([job, state]) => ({
          task_id: job.id,
          status: sunoWord(job, state),
          progress: state === 'running' ? '40%' : '100%',
          fail_reason: state === 'fail' ? 'it broke' : state === 'refuse' ? 'copyright violation' : '',
          data: state === 'done' ? songs(job) : [],
        })),
      }),
    },
  ],
  refusal: (status, message) => ({ code: status === 429 ? 'rate_limited' : 'invalid_request', message }),
  isAlways200: true,
}
