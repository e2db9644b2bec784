import type { TaskApi } from './api.ts'

/** https://docs.fal.ai/model-apis/model-endpoints/queue */
export const falApi: TaskApi = {
  name: 'fal',
  prefix: '',
  auth: { header: 'authorization', value: /^Key \S/ },
  endpoints: [
    {
      does: 'submit',
      method: 'POST',
      path: '/fal-ai/veo/fast',
      answer: ({ id }) => ({ request_id: id, status: 'IN_QUEUE' }),
    },
    {
      does: 'read',
      method: 'GET',
      path: '/fal-ai/veo/requests/:id',
      statusOf: (state) =>
        state === 'running' ? 400 : state === 'fail' || state === 'refuse' || state === 'cancel' ? 422 : 200,
      answer: (job, state) => {
        if (state === 'running') return { detail: 'Request is still in progress' }
        if (state === 'done') return { video: { url: job.files('mp4')[0], content_type: 'video/mp4' } }
        if (state === 'refuse')
          return { detail: [{ msg: 'content policy violation', type: 'content_policy' }] }
        return state === 'empty' || state === 'expire' ? {} : { detail: 'it broke' }
      },
    },
    { does: 'cancel', method: 'PUT', path: '/fal-ai/veo/requests/:id/cancel', answer: () => ({}) },
  ],
  refusal: (_, detail) => ({ detail }),
}
