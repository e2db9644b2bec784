import { z } from 'zod'
import { LOOKUP_ERRORS } from '../error-sets.ts'
import type { Operation, Sample } from '../operation.ts'
import { EXAMPLE_ORIGIN } from '../placeholders.ts'
import {
  fetchOperationRequestSchema,
  predictVideoRequestSchema,
  videoOperationSchema,
} from '../schemas/google-videos.ts'
import { MODEL_IN_PATH } from './gemini.ts'
import { IDEMPOTENCY_KEY, TASK_ERRORS } from './tasks.ts'

const OPERATION = {
  name: 'id',
  in: 'path',
  description: 'The id of the video: the last part of the operation’s name.',
  schema: z.string(),
  isRequired: true,
  example: 'vid_abc123',
} as const

const url = 'https://api.gptget.net/v1/videos/vid_abc123/content?index=0'
const GEMINI_NAME = 'models/google/veo-3/operations/vid_abc123'
const VERTEX_NAME = 'publishers/google/models/veo-3/operations/vid_abc123'

const common = { service: 'tasks-worker', tag: 'Videos', dialect: 'gemini' } as const
const READ_ERRORS = [...LOOKUP_ERRORS, 'permission_denied', 'not_found'] as const

const created = {
  ...common,
  parameters: [...MODEL_IN_PATH, IDEMPOTENCY_KEY],
  request: {
    schema: predictVideoRequestSchema,
    examples: {
      'A video': {
        instances: [{ prompt: 'A drone shot over a neon city at night' }],
        parameters: { durationSeconds: 8, aspectRatio: '16:9' },
      },
    },
  },
  errors: TASK_ERRORS,
} as const

const SAMPLES: readonly Sample[] = [
  {
    label: 'Python',
    language: 'python',
    source: `import os, time
from google import genai

client = genai.Client(
    vertexai=True,
    api_key=os.environ["GPTGET_API_KEY"],
    http_options={"base_url": "${EXAMPLE_ORIGIN}"},
)

operation = client.models.generate_videos(
    model="google/veo-3",
    prompt="A drone shot over a neon city at night",
)
while not operation.done:
    time.sleep(5)
    operation = client.operations.get(operation)
print(operation.response.generated_videos[0].video.uri)`,
  },
  {
    label: 'JavaScript',
    language: 'javascript',
    source: `import { GoogleGenAI } from '@google/genai'
import { setTimeout as sleep } from 'node:timers/promises'

const ai = new GoogleGenAI({
  vertexai: true,
  apiKey: process.env.GPTGET_API_KEY,
  httpOptions: { baseUrl: '${EXAMPLE_ORIGIN}' },
})

let operation = await ai.models.generateVideos({
  model: 'google/veo-3',
  prompt: 'A drone shot over a neon city at night',
})
while (!operation.done) {
  await sleep(5_000)
  operation = await ai.operations.getVideosOperation({ operation })
}
console.log(operation.response.generatedVideos[0].video.uri)`,
  },
]

/** Videos in the format of Google's SDKs, at Google's two paths; each is also a task. */
export const GOOGLE_VIDEOS: readonly Operation[] = [
  {
    ...created,
    route: 'POST /:version{v1beta1?}/:call{.+:predictLongRunning}',
    path: '/v1beta/models/{provider}/{model}:predictLongRunning',
    operationId: 'predictVideo',
    summary: 'Create a video with Gemini’s API',
    description:
      'Starts a long-running operation: poll it by its `name` until it is `done`. Works with every video model. The files have URLs on this server; read them with your key.',
    answer: { description: 'The operation.', schema: videoOperationSchema, example: { name: GEMINI_NAME } },
  },
  {
    ...common,
    route: 'GET /v1beta/:name{models/.+/operations/[^/]+}',
    path: '/v1beta/models/{provider}/{model}/operations/{id}',
    operationId: 'readVideoOperation',
    summary: 'Read a video’s operation',
    description:
      'A video that was filtered for its content is `done` with `raiMediaFilteredReasons`, as with Google. Any other failure is in `error`.',
    parameters: [...MODEL_IN_PATH, OPERATION],
    answer: {
      description: 'The operation.',
      schema: videoOperationSchema,
      example: {
        name: GEMINI_NAME,
        done: true,
        response: { generateVideoResponse: { generatedSamples: [{ video: { uri: url } }] } },
      },
    },
    errors: READ_ERRORS,
  },
  {
    ...created,
    route: 'POST /:version{v1beta1?}/:call{.+:predictLongRunning}',
    path: '/v1beta1/publishers/{provider}/models/{model}:predictLongRunning',
    operationId: 'predictVertexVideo',
    summary: 'Create a video with Google’s SDKs',
    description:
      'The same in Vertex AI’s format, which Google’s SDKs use for videos: `generateVideos` of a client with `vertexai`. The path may contain a project and a location before `publishers`.',
    answer: { description: 'The operation.', schema: videoOperationSchema, example: { name: VERTEX_NAME } },
    samples: SAMPLES,
  },
  {
    ...common,
    route: 'POST /:version{v1beta1?}/:call{.+:fetchPredictOperation}',
    path: '/v1beta1/publishers/{provider}/models/{model}:fetchPredictOperation',
    operationId: 'fetchVideoOperation',
    summary: 'Read a video’s operation with Google’s SDKs',
    description: 'For `operations.get`. `gcsUri` is a URL on this server; read it with your key.',
    parameters: MODEL_IN_PATH,
    request: { schema: fetchOperationRequestSchema, examples: { One: { operationName: VERTEX_NAME } } },
    answer: {
      description: 'The operation.',
      schema: videoOperationSchema,
      example: {
        name: VERTEX_NAME,
        done: true,
        response: { videos: [{ gcsUri: url, mimeType: 'video/mp4' }] },
      },
    },
    errors: ['invalid_request', ...READ_ERRORS],
  },
]
