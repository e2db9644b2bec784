import { z } from 'zod'
import { GENERATION_ERRORS, LOOKUP_ERRORS } from '../error-sets.ts'
import type { Operation, Parameter } from '../operation.ts'
import {
  runEventSchema,
  runEventsQuerySchema,
  runQuerySchema,
  runRequestSchema,
  runSchema,
  runsSchema,
} from '../schemas/runs.ts'
import { COMPUTER_ID, pathId } from './computers.ts'

const RUN = {
  id: 'run_abc123',
  object: 'computer.run',
  computer_id: 'cb4b46ce-ba7d-437c-bc7a-6dda6abfad9a',
  thread_id: 'thread_abc123',
  model: 'anthropic/claude-sonnet-4.5',
  task: 'Open the browser and search for hermes bags',
  computer_tool: 'computer_20250124',
  status: 'finished',
  finish_reason: 'stop',
  error: null,
  text: 'The search results are on the screen.',
  steps: 1,
  max_steps: 25,
  cost: 0.0092,
  max_cost: null,
  generations: [
    {
      step: 1,
      generation_id: 'msg_abc123',
      model: 'anthropic/claude-sonnet-4.5',
      provider: 'anthropic',
      cost: 0.0092,
      input_tokens: 2_600,
      cache_read_tokens: 0,
      output_tokens: 90,
      reasoning_tokens: 0,
    },
  ],
  pending_confirmation: null,
  created_at: '2026-01-01T00:00:00.000Z',
  ended_at: '2026-01-01T00:00:09.000Z',
}

const COMPLETION = {
  id: 'chatcmpl-run_abc123',
  object: 'chat.completion',
  created: 1_767_225_600,
  model: 'anthropic/claude-sonnet-4.5',
  choices: [
    {
      index: 0,
      message: { role: 'assistant', content: 'The search results are on the screen.', refusal: null },
      finish_reason: 'stop',
    },
  ],
  usage: { prompt_tokens: 2_600, completion_tokens: 90, total_tokens: 2_690, cost: 0.0092 },
  computer: { run_id: 'run_abc123', thread_id: 'thread_abc123', finish_reason: 'stop', steps: [] },
}

const CHUNK = {
  id: 'chatcmpl-run_abc123',
  object: 'chat.completion.chunk',
  created: 1_780_000_000,
  model: 'anthropic/claude-sonnet-4.5',
}
const chunkOf = (delta: object, more: object = {}, finishReason: string | null = null): string =>
  `data: ${JSON.stringify({ ...CHUNK, choices: [{ index: 0, delta, finish_reason: finishReason }], ...more })}`

const STREAM = [
  chunkOf(
    {},
    {
      computer: {
        type: 'action',
        seq: 7,
        step: 2,
        call_id: 'toolu_1',
        action: 'click',
        input: { x: 512, y: 742 },
      },
    },
  ),
  chunkOf({ content: 'Done.' }),
  chunkOf({}, { computer: { type: 'run.finished', reason: 'stop', steps: 3, cost: 0.0092 } }, 'stop'),
  'data: [DONE]',
].join('\n\n')

const IDEMPOTENCY_KEY: Parameter = {
  name: 'Idempotency-Key',
  in: 'header',
  description:
    'A key that makes the request safe to send again: a repeat gets the answer of the same run from its beginning, during the run and for 30 days after. A run with such a key continues when the caller disconnects; cancel it to end it.',
  schema: z.string().min(1).max(255),
}

const COMMON = { tag: 'Computers', dialect: 'openai-chat', service: 'computers' } as const
const ON_RUN = { ...COMMON, parameters: [COMPUTER_ID, pathId('run', 'The id of the run.', 'run_abc123')] }
const LOOK: Operation['errors'] = ['invalid_request', ...LOOKUP_ERRORS, 'not_found']
const ANSWER: Operation['answer'] = { description: 'The run.', schema: runSchema, example: RUN }

/** Models that use computers. */
export const RUNS: readonly Operation[] = [
  {
    ...COMMON,
    parameters: [COMPUTER_ID, IDEMPOTENCY_KEY],
    route: 'POST /v1/computers/:id/runs',
    path: '/v1/computers/{id}/runs',
    operationId: 'createRun',
    summary: 'Let a model use the computer',
    description:
      'The model sees the screen and acts until the task is done. The same as `POST /v1/chat/completions`, `/v1/responses` or `/v1/messages` with a `computer_id`.',
    query: runQuerySchema,
    request: {
      schema: runRequestSchema,
      examples: {
        simple: {
          model: 'anthropic/claude-sonnet-4.5',
          max_steps: 25,
          messages: [{ role: 'user', content: 'Open the browser and search for hermes bags' }],
        },
      },
    },
    answer: {
      description: 'A chat completion; `computer` has the steps.',
      schema: z.looseObject({ id: z.string(), object: z.string() }),
      example: COMPLETION,
    },
    stream: {
      description: 'Chat chunks with the text as usual and everything else in a top-level `computer` field.',
      event: z.looseObject({ id: z.string() }),
      example: STREAM,
    },
    errors: [...GENERATION_ERRORS, 'not_found', 'conflict'],
  },
  {
    ...COMMON,
    parameters: [COMPUTER_ID],
    route: 'GET /v1/computers/:id/runs',
    path: '/v1/computers/{id}/runs',
    operationId: 'listRuns',
    summary: 'List runs',
    description: 'The hundred newest runs, newest first.',
    answer: { description: 'The runs.', schema: runsSchema, example: { object: 'list', data: [RUN] } },
    errors: LOOK,
  },
  {
    ...ON_RUN,
    route: 'GET /v1/computers/:id/runs/:run',
    path: '/v1/computers/{id}/runs/{run}',
    operationId: 'readRun',
    summary: 'Read a run',
    description: 'Its result and its receipt: each request to the model and its cost.',
    answer: ANSWER,
    errors: LOOK,
  },
  {
    ...ON_RUN,
    route: 'GET /v1/computers/:id/runs/:run/events',
    path: '/v1/computers/{id}/runs/{run}/events',
    operationId: 'streamRunEvents',
    summary: 'Follow a run',
    description:
      'The events of a run as server-sent events, numbered by `seq`: the past ones after the last one you received, then new ones. A run continues when the connection is lost.',
    query: runEventsQuerySchema,
    answer: {
      description: 'The events as a list, with `follow=false`.',
      schema: z.object({ object: z.literal('list'), data: z.array(runEventSchema) }),
      example: { object: 'list', data: [{ type: 'step', seq: 2, step: 1 }] },
    },
    errors: LOOK,
  },
  {
    ...ON_RUN,
    route: 'POST /v1/computers/:id/runs/:run/cancel',
    path: '/v1/computers/{id}/runs/{run}/cancel',
    operationId: 'cancelRun',
    summary: 'Cancel a run',
    description:
      'Ends the run: the request to the model is aborted, the current action is finished, keys and buttons are released. What was used so far is charged.',
    answer: ANSWER,
    errors: LOOK,
  },
  {
    ...ON_RUN,
    route: 'POST /v1/computers/:id/runs/:run/pause',
    path: '/v1/computers/{id}/runs/{run}/pause',
    operationId: 'pauseRun',
    summary: 'Pause a run',
    description:
      'Pauses the run before its next action. A key press or click in the live view does the same.',
    answer: ANSWER,
    errors: [...LOOK, 'conflict'],
  },
  {
    ...ON_RUN,
    route: 'POST /v1/computers/:id/runs/:run/resume',
    path: '/v1/computers/{id}/runs/{run}/resume',
    operationId: 'resumeRun',
    summary: 'Resume a run',
    description:
      'Continues a paused run. If a person used the computer meanwhile, the model looks at the screen first.',
    answer: ANSWER,
    errors: [...LOOK, 'conflict'],
  },
]
