import { z } from 'zod'
import { GENERATION_ERRORS, LOOKUP_ERRORS } from '../error-sets.ts'
import type { Operation, Parameter } from '../operation.ts'
import {
  createTaskRequestSchema,
  deletedTaskSchema,
  taskSchema,
  tasksQuerySchema,
  tasksSchema,
} from '../schemas/tasks.ts'

export const IDEMPOTENCY_KEY: Parameter = {
  name: 'Idempotency-Key',
  in: 'header',
  description:
    'A key that makes the request safe to send again: as long as the task exists, a repeat gets the same task, charged once.',
  schema: z.string().min(1).max(255),
}

/** The errors of creating a task. */
export const TASK_ERRORS = [...GENERATION_ERRORS, 'not_found', 'conflict', 'storage_quota_exceeded'] as const

const id: Parameter = {
  name: 'id',
  in: 'path',
  description: 'The id of the task.',
  schema: z.string(),
  isRequired: true,
  example: 'task_abc123',
}

const QUEUED = {
  id: 'task_abc123',
  object: 'task',
  type: 'video',
  model: 'google/veo-3',
  prompt: 'A timelapse of a blooming flower',
  status: 'queued',
  progress: 0,
  created_at: 1_767_225_600,
  completed_at: null,
  expires_at: null,
  parent_id: null,
  metadata: {},
  result: null,
  error: null,
  cost: null,
}

const COMPLETED = {
  ...QUEUED,
  status: 'completed',
  progress: 100,
  completed_at: 1_767_225_720,
  expires_at: 1_767_830_520,
  result: {
    url: 'https://api.gptget.net/v1/videos/task_abc123/content?index=0',
    data: [
      {
        url: 'https://api.gptget.net/v1/videos/task_abc123/content?index=0',
        content_type: 'video/mp4',
        index: 0,
        variant: null,
      },
    ],
  },
  cost: 3.2,
}

const common = { service: 'tasks-worker', tag: 'Tasks', dialect: 'openai-chat' } as const

/** One API for everything that takes minutes. */
export const TASKS: readonly Operation[] = [
  {
    ...common,
    route: 'POST /v1/tasks',
    path: '/v1/tasks',
    operationId: 'createTask',
    summary: 'Create a task',
    description:
      'Creates an image, a video or music in the background. The highest possible cost is reserved. The actual cost is charged when the files are stored here; a task that fails costs nothing.',
    parameters: [IDEMPOTENCY_KEY],
    request: {
      schema: createTaskRequestSchema,
      examples: {
        'A video': { type: 'video', model: 'google/veo-3', prompt: 'A timelapse of a blooming flower' },
        'A song': { type: 'suno', title: 'Lighthouse', tags: 'folk, calm', lyrics: 'The sea goes on …' },
      },
    },
    answer: { description: 'The task.', schema: taskSchema, example: QUEUED },
    errors: TASK_ERRORS,
  },
  {
    ...common,
    route: 'GET /v1/tasks',
    path: '/v1/tasks',
    operationId: 'listTasks',
    summary: 'List tasks',
    description: 'The account’s tasks of the last 30 days, page by page.',
    query: tasksQuerySchema,
    answer: {
      description: 'A page.',
      schema: tasksSchema,
      example: {
        object: 'list',
        data: [COMPLETED],
        first_id: 'task_abc123',
        last_id: 'task_abc123',
        has_more: false,
      },
    },
    errors: ['invalid_request', ...LOOKUP_ERRORS, 'permission_denied', 'not_found'],
  },
  {
    ...common,
    route: 'GET /v1/tasks/:id',
    path: '/v1/tasks/{id}',
    operationId: 'readTask',
    summary: 'Read a task',
    description: 'Its status, progress and result.',
    parameters: [id],
    answer: { description: 'The task.', schema: taskSchema, example: COMPLETED },
    errors: [...LOOKUP_ERRORS, 'permission_denied', 'not_found'],
  },
  {
    ...common,
    route: 'GET /v1/tasks/:id/events',
    path: '/v1/tasks/{id}/events',
    operationId: 'streamTaskEvents',
    summary: 'Follow a task',
    description:
      'Sends each change of its status or progress as a server-sent event, from the first one, or after `Last-Event-ID`. The stream ends with the task.',
    parameters: [
      id,
      {
        name: 'Last-Event-ID',
        in: 'header',
        description: 'The id of the last event you received.',
        schema: z.string(),
      },
    ],
    answer: { description: 'The events.', schema: z.string(), example: '', binary: ['text/event-stream'] },
    stream: {
      description: 'The state of the task at that time.',
      event: taskSchema,
      example: [
        `id: 1\nevent: task.queued\ndata: ${JSON.stringify(QUEUED)}`,
        `id: 9\nevent: task.completed\ndata: ${JSON.stringify(COMPLETED)}`,
        '',
      ].join('\n\n'),
    },
    errors: [...LOOKUP_ERRORS, 'permission_denied', 'not_found'],
  },
  {
    ...common,
    route: 'POST /v1/tasks/:id/cancel',
    path: '/v1/tasks/{id}/cancel',
    operationId: 'cancelTask',
    summary: 'Cancel a task',
    description:
      'A queued task is cancelled at once. A running task is cancelled if its provider can do that, and charged if the provider still charges for it. Otherwise the answer is 409.',
    parameters: [id],
    answer: { description: 'The task.', schema: taskSchema, example: { ...QUEUED, status: 'cancelled' } },
    errors: [...LOOKUP_ERRORS, 'permission_denied', 'not_found', 'conflict', 'provider_unavailable'],
  },
  {
    ...common,
    route: 'DELETE /v1/tasks/:id',
    path: '/v1/tasks/{id}',
    operationId: 'deleteTask',
    summary: 'Delete a task',
    description: 'Deletes a task that has ended, and its files at once. The receipt keeps the cost.',
    parameters: [id],
    answer: {
      description: 'Confirms that it is deleted.',
      schema: deletedTaskSchema,
      example: { id: 'task_abc123', object: 'task.deleted', deleted: true },
    },
    errors: [...LOOKUP_ERRORS, 'permission_denied', 'not_found', 'conflict'],
  },
]
