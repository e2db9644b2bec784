import { z } from 'zod'
import { LOOKUP_ERRORS } from '../error-sets.ts'
import type { Operation, Parameter } from '../operation.ts'
import {
  createVideoRequestSchema,
  deletedVideoSchema,
  remixVideoRequestSchema,
  videoSchema,
  videosQuerySchema,
  videosSchema,
} from '../schemas/videos.ts'
import { openAiJavaScript, openAiPython } from './samples.ts'
import { IDEMPOTENCY_KEY, TASK_ERRORS } from './tasks.ts'

const id: Parameter = {
  name: 'id',
  in: 'path',
  description: 'The id of the video.',
  schema: z.string(),
  isRequired: true,
  example: 'vid_abc123',
}

const QUEUED = {
  id: 'vid_abc123',
  object: 'video',
  model: 'google/veo-3',
  status: 'queued',
  progress: 0,
  prompt: 'A drone shot over a neon city at night',
  seconds: '8',
  size: '1280x720',
  created_at: 1_767_225_600,
  completed_at: null,
  expires_at: null,
  remixed_from_video_id: null,
  error: null,
}

const COMPLETED = {
  ...QUEUED,
  status: 'completed',
  progress: 100,
  completed_at: 1_767_225_720,
  expires_at: 1_767_830_520,
  result: { url: 'https://api.gptget.net/v1/videos/vid_abc123/content?index=0' },
}

const common = { service: 'tasks-worker', tag: 'Videos', dialect: 'openai-chat' } as const

const created = {
  ...common,
  parameters: [IDEMPOTENCY_KEY],
  request: {
    schema: createVideoRequestSchema,
    examples: {
      'A video': { model: 'google/veo-3', prompt: 'A drone shot over a neon city at night' },
    },
  },
  answer: { description: 'The video, queued.', schema: videoSchema, example: QUEUED },
  errors: TASK_ERRORS,
} as const

/** Videos in OpenAI's format; each is a task, and can be read as one. */
export const VIDEOS: readonly Operation[] = [
  {
    ...created,
    route: 'POST /v1/video/generations',
    path: '/v1/video/generations',
    operationId: 'generateVideo',
    summary: 'Create a video',
    description:
      'Creates a video in the background. Poll it until it is `completed`; `result.url` is then its URL on this server, which needs your key.',
  },
  {
    ...created,
    route: 'POST /v1/videos',
    path: '/v1/videos',
    operationId: 'createVideo',
    summary: 'Create a video with OpenAI’s client',
    description: 'The same for OpenAI’s clients. Send JSON, or a form with an image.',
    samples: [
      openAiPython(`video = client.videos.create_and_poll(
    model="google/veo-3",
    prompt="A drone shot over a neon city at night",
)
client.videos.download_content(video.id).write_to_file("city.mp4")`),
      openAiJavaScript(`const video = await client.videos.createAndPoll({
  model: 'google/veo-3',
  prompt: 'A drone shot over a neon city at night',
})
const file = await client.videos.downloadContent(video.id)`),
    ],
  },
  {
    ...common,
    route: 'GET /v1/videos',
    path: '/v1/videos',
    operationId: 'listVideos',
    summary: 'List videos',
    description: 'The account’s videos, page by page.',
    query: videosQuerySchema,
    answer: {
      description: 'A page.',
      schema: videosSchema,
      example: {
        object: 'list',
        data: [COMPLETED],
        first_id: 'vid_abc123',
        last_id: 'vid_abc123',
        has_more: false,
      },
    },
    errors: ['invalid_request', ...LOOKUP_ERRORS, 'permission_denied', 'not_found'],
  },
  {
    ...common,
    route: 'GET /v1/videos/:id',
    path: '/v1/videos/{id}',
    operationId: 'readVideo',
    summary: 'Read a video',
    description:
      'Its status, progress and URL. A video that was cancelled or took too long is `failed` here.',
    parameters: [id],
    answer: { description: 'The video.', schema: videoSchema, example: COMPLETED },
    errors: [...LOOKUP_ERRORS, 'permission_denied', 'not_found'],
  },
  {
    ...common,
    route: 'POST /v1/videos/:id/remix',
    path: '/v1/videos/{id}/remix',
    operationId: 'remixVideo',
    summary: 'Remix a video',
    description: 'Creates a variation of a video created here, with the same model and provider.',
    parameters: [id, IDEMPOTENCY_KEY],
    request: {
      schema: remixVideoRequestSchema,
      examples: { 'By day': { prompt: 'The same city by day' } },
    },
    answer: {
      description: 'The new video, queued.',
      schema: videoSchema,
      example: { ...QUEUED, id: 'vid_def456', remixed_from_video_id: 'vid_abc123' },
    },
    errors: TASK_ERRORS,
  },
  {
    ...common,
    route: 'DELETE /v1/videos/:id',
    path: '/v1/videos/{id}',
    operationId: 'deleteVideo',
    summary: 'Delete a video',
    description: 'Deletes a video that has ended, and its bytes at once.',
    parameters: [id],
    answer: {
      description: 'Confirms that it is deleted.',
      schema: deletedVideoSchema,
      example: { id: 'vid_abc123', object: 'video.deleted', deleted: true },
    },
    errors: [...LOOKUP_ERRORS, 'permission_denied', 'not_found', 'conflict'],
  },
]
