import type { Endpoint, Job, JobState, TaskApi } from './api.ts'
import { sampleOf } from './samples.ts'

const operation = (job: Job, state: JobState, response: unknown) => ({
  name: `models/veo-3/operations/${job.id}`,
  ...(state === 'running' ? {} : { done: true }),
  ...(state === 'fail' || state === 'cancel' || state === 'expire'
    ? { error: { code: 13, message: 'Internal error at https://render.example.com/x?key=secret' } }
    : {}),
  ...(state === 'done' ? { response } : {}),
  ...(state === 'refuse'
    ? { response: { raiMediaFilteredCount: 1, raiMediaFilteredReasons: ['The prompt violates policy.'] } }
    : {}),
  ...(state === 'empty' ? { response: {} } : {}),
})

const common = {
  auth: { header: 'x-goog-api-key', value: /\S/ },
  refusal: (status: number, message: string) => ({ error: { code: status, message, status: 'UNKNOWN' } }),
}

const submit: Endpoint = {
  does: 'submit',
  method: 'POST',
  path: '/models/*:predictLongRunning',
  answer: (job) => ({ name: `models/veo-3/operations/${job.id}` }),
}

/** https://ai.google.dev/gemini-api/docs/video */
export const geminiVeoApi: TaskApi = {
  ...common,
  name: 'gemini-veo',
  prefix: '/v1beta',
  endpoints: [
    submit,
    {
      does: 'read',
      method: 'GET',
      path: '/models/veo-3/operations/:id',
      answer: (job, state) =>
        operation(job, state, {
          generateVideoResponse: {
            generatedSamples: job.own('mp4').map((uri) => ({ video: { uri } })),
          },
        }),
    },
    { does: 'file', method: 'GET', path: '/files/:id', extension: 'mp4' },
  ],
}

/** https://docs.cloud.google.com/vertex-ai/generative-ai/docs/model-reference/veo-video-generation */
export const vertexVeoApi: TaskApi = {
  ...common,
  name: 'vertex-veo',
  prefix: '/v1/projects/p/locations/global/publishers/google',
  endpoints: [
    submit,
    {
      does: 'readMany',
      method: 'POST',
      path: '/models/*:fetchPredictOperation',
      idsIn: (body) => [/operations\/([\w-]+)/.exec(body)?.[1] ?? ''],
      answer: ([first]) =>
        first === undefined
          ? null
          : operation(...first, {
              videos: [
                { bytesBase64Encoded: sampleOf('mp4').bytes.toString('base64'), mimeType: 'video/mp4' },
              ],
            }),
    },
  ],
}
