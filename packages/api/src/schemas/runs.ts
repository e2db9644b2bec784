import { DEFAULT_DIALECT, DIALECTS, runGeneration } from '@gptget/contracts'
import { z } from 'zod'
import { providerSchema } from './preferences.ts'

export const RUN_STATUSES = ['running', 'paused', 'waiting', 'finished'] as const
export const FINISH_REASONS = [
  'stop',
  'length',
  'refusal',
  'max_steps',
  'max_seconds',
  'budget',
  'repeating',
  'confirmation',
  'cancelled',
  'error',
] as const

const textPart = z.looseObject({ type: z.enum(['text', 'input_text', 'output_text']), text: z.string() })
const imagePart = z.looseObject({
  type: z.literal('image_url'),
  image_url: z.union([z.string(), z.looseObject({ url: z.string() })]),
})
const message = z.looseObject({
  role: z.enum(['system', 'developer', 'user', 'assistant'], 'expected system, developer, user or assistant'),
  content: z
    .union([z.string(), z.array(z.union([textPart, imagePart]))])
    .describe('Text, or a list of parts.'),
})

/** The fields of a run, in any format of the request. */
export const runFields = {
  computer_id: z.string().max(100).optional().describe('The computer to use.'),
  max_steps: z.int().min(1).max(500).default(25).describe('The maximum number of requests to the model.'),
  max_cost: z
    .number()
    .positive()
    .max(10_000)
    .optional()
    .describe(
      'The maximum cost of the model, in US dollars. A step that would probably exceed it is not started.',
    ),
  max_seconds: z.int().min(1).max(21_600).default(1_800).describe('How long the run may take.'),
  thread_id: z.string().max(100).optional().describe('Continues where the last run of that thread ended.'),
  computer_events: z.boolean().default(true).describe('`false`: only text, like an ordinary answer.'),
  confirmation: z
    .strictObject({
      id: z.string().max(100).describe('The id of `pending_confirmation`.'),
      approved: z.boolean().describe('Whether the model may do it.'),
    })
    .optional()
    .describe('Your answer to a question from a run of the thread.'),
  computer_tool: z
    .string()
    .max(60)
    .optional()
    .describe('The computer tool to give the model. Default: the best one that it supports.'),
}

export const runRequestSchema = z
  .strictObject({
    model: z.string().min(1).max(300).describe('Any model that takes images and calls functions.'),
    messages: z.array(message).max(1_000).describe('The task. May be empty if `confirmation` is given.'),
    ...runFields,
    stream: z.boolean().default(false).describe('Stream text and actions.'),
    stream_options: z
      .looseObject({})
      .nullish()
      .describe('Accepted, but not needed: the last chunk always has the usage.'),
    max_tokens: z.int().min(1).nullish().describe('The maximum number of output tokens per step.'),
    max_completion_tokens: z.int().min(1).nullish().describe('The newer name of `max_tokens`.'),
    temperature: z.number().min(0).max(2).nullish().describe('Sampling temperature, as in any chat.'),
    reasoning_effort: z.string().max(20).nullish().describe('How much the model reasons before each step.'),
    provider: providerSchema.nullish().describe('Which providers may be asked, as in any chat.'),
    user: z.string().nullish().describe('Your own id of the end user.'),
    metadata: z.looseObject({}).nullish().describe('Accepted for clients that send it.'),
  })
  .meta({ id: 'RunRequest' })
export type RunRequest = z.output<typeof runRequestSchema>

export const runQuerySchema = z.object({
  dialect: z.enum(DIALECTS).default(DEFAULT_DIALECT).describe('The format of request and answer.'),
})

export const runSchema = z
  .object({
    id: z.string(),
    object: z.literal('computer.run'),
    computer_id: z.string(),
    thread_id: z.string(),
    model: z.string(),
    task: z.string().describe('What the run was asked to do: the first 2,000 characters.'),
    computer_tool: z.string().nullable(),
    status: z.enum(RUN_STATUSES),
    finish_reason: z.enum(FINISH_REASONS).nullable(),
    error: z.string().nullable(),
    text: z.string().describe('What the model said last.'),
    steps: z.int(),
    max_steps: z.int(),
    cost: z
      .number()
      .describe('In US dollars: the sum over `generations`. The computer’s hours are charged separately.'),
    max_cost: z.number().nullable(),
    generations: z.array(runGeneration).describe('One for each request to the model.'),
    pending_confirmation: z
      .object({ id: z.string(), message: z.string(), actions: z.array(z.looseObject({})) })
      .nullable(),
    created_at: z.iso.datetime(),
    ended_at: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Run' })

export const runsSchema = z
  .object({ object: z.literal('list'), data: z.array(runSchema) })
  .meta({ id: 'RunList' })

export const runEventsQuerySchema = z.object({
  after: z
    .string()
    .regex(/^\d{1,9}$/, 'expected a number')
    .optional()
    .describe('Only events with a larger `seq`; also as `Last-Event-ID`.'),
  follow: z.enum(['true', 'false']).default('true').describe('`false`: the events so far, as a JSON list.'),
})

export const runEventSchema = z.looseObject({ type: z.string(), seq: z.int() }).meta({ id: 'RunEvent' })
