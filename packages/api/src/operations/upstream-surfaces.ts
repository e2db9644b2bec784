import { z } from 'zod'
import { LOOKUP_ERRORS } from '../error-sets.ts'
import type { Operation, Parameter } from '../operation.ts'
import {
  mjListRequestSchema,
  mjSubmitRequestSchema,
  mjSubmittedSchema,
  mjTaskSchema,
  mjTasksSchema,
  sunoSubmitRequestSchema,
  sunoSubmittedSchema,
  sunoTaskSchema,
  sunoTasksSchema,
} from '../schemas/upstream-surfaces.ts'
import { IDEMPOTENCY_KEY, TASK_ERRORS } from './tasks.ts'

const inPath = (name: string, description: string, example: string): Parameter => ({
  name,
  in: 'path',
  description,
  schema: z.string(),
  isRequired: true,
  example,
})

const id = inPath('id', 'The id of the task.', 'task_abc123')
const common = { service: 'tasks-worker', tag: 'Tasks', dialect: 'openai-chat' } as const
const ERRORS = [...LOOKUP_ERRORS, 'permission_denied', 'not_found'] as const

const MJ_TASK = {
  id: 'task_abc123',
  action: 'IMAGINE',
  status: 'SUCCESS',
  progress: '100%',
  imageUrl: 'https://api.gptget.net/v1/images/task_abc123/content?index=0',
  failReason: '',
  buttons: [{ customId: 'MJ::JOB::upsample::1', label: 'U1' }],
}

const SUNO_TASK = { task_id: 'task_abc123', status: 'SUCCESS', fail_reason: '', data: [] }

/** Tasks in the formats of midjourney-proxy and Suno wrappers. */
export const UPSTREAM_SURFACES: readonly Operation[] = [
  {
    ...common,
    route: 'POST /mj/submit/:action',
    path: '/mj/submit/{action}',
    operationId: 'submitMidjourney',
    summary: 'Submit to Midjourney',
    description:
      'For clients of midjourney-proxy: `imagine`, `blend`, `describe`, and `action` or `change` on an image created here. Other fields are passed on. The task can also be read at `/v1/tasks`.',
    parameters: [inPath('action', 'The action.', 'imagine'), IDEMPOTENCY_KEY],
    request: { schema: mjSubmitRequestSchema, examples: { 'A picture': { prompt: 'a lighthouse at dawn' } } },
    answer: {
      description: '`result` is the id of the task.',
      schema: mjSubmittedSchema,
      example: { code: 1, description: 'Submit success', result: 'task_abc123', properties: {} },
    },
    errors: TASK_ERRORS,
  },
  {
    ...common,
    route: 'GET /mj/task/:id/fetch',
    path: '/mj/task/{id}/fetch',
    operationId: 'fetchMidjourney',
    summary: 'Read a Midjourney task',
    description:
      'In the format of midjourney-proxy. Files have URLs on this server; read them with your key.',
    parameters: [id],
    answer: { description: 'The task.', schema: mjTaskSchema, example: MJ_TASK },
    errors: ERRORS,
  },
  {
    ...common,
    route: 'POST /mj/task/list-by-condition',
    path: '/mj/task/list-by-condition',
    operationId: 'listMidjourney',
    summary: 'Read several Midjourney tasks',
    description: 'Those of the given tasks that exist.',
    request: { schema: mjListRequestSchema, examples: { One: { ids: ['task_abc123'] } } },
    answer: { description: 'The tasks.', schema: mjTasksSchema, example: [MJ_TASK] },
    errors: ['invalid_request', ...ERRORS],
  },
  {
    ...common,
    route: 'POST /suno/submit/:action',
    path: '/suno/submit/{action}',
    operationId: 'submitSuno',
    summary: 'Submit to Suno',
    description: 'For clients of Suno wrappers: `music` or `lyrics`. Other fields are passed on.',
    parameters: [inPath('action', 'What to create.', 'music'), IDEMPOTENCY_KEY],
    request: {
      schema: sunoSubmitRequestSchema,
      examples: { 'A song': { prompt: 'The sea goes on …', title: 'Lighthouse', tags: 'folk' } },
    },
    answer: {
      description: '`data` is the id of the task.',
      schema: sunoSubmittedSchema,
      example: { code: 'success', message: '', data: 'task_abc123' },
    },
    errors: TASK_ERRORS,
  },
  {
    ...common,
    route: 'GET /suno/fetch/:id',
    path: '/suno/fetch/{id}',
    operationId: 'fetchSuno',
    summary: 'Read a Suno task',
    description: 'In the format of Suno wrappers. Files have URLs on this server; read them with your key.',
    parameters: [id],
    answer: {
      description: 'The task.',
      schema: sunoTaskSchema,
      example: { code: 'success', message: '', data: SUNO_TASK },
    },
    errors: ERRORS,
  },
  {
    ...common,
    route: 'POST /suno/fetch',
    path: '/suno/fetch',
    operationId: 'listSuno',
    summary: 'Read several Suno tasks',
    description: 'Those of the given tasks that exist.',
    request: { schema: mjListRequestSchema, examples: { One: { ids: ['task_abc123'] } } },
    answer: {
      description: 'The tasks.',
      schema: sunoTasksSchema,
      example: { code: 'success', message: '', data: [SUNO_TASK] },
    },
    errors: ['invalid_request', ...ERRORS],
  },
]
