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
  content: z.union([z.string(), z.array(z.union([textPart, imagePart]))]).describe('The words, or parts.'),
})

/** What is a run's own, whatever the format of the request. */
export const runFields = {
  computer_id: z.string().max(100).optional().describe('The computer to use.'),
  max_steps: z.int().min(1).max(500).default(25).describe('How many times the model is asked at most.'),
  max_cost: z
    .number()
    .positive()
    .max(10_000)
    .optional()
    .describe('US dollars that the model may cost: no step begins that is likely to go beyond.'),
  max_seconds: z.int().min(1).max(21_600).default(1_800).describe('How long the run may take.'),
  thread_id: z.string().max(100).optional().describe('Goes on where a run of that thread ended.'),
  computer_events: z.boolean().default(true).describe('`false`: nothing but text, as an ordinary answer.'),
  confirmation: z
    .strictObject({
      id: z.string().max(100).describe('Of `pending_confirmation`.'),
      approved: z.boolean().describe('Whether the model may do it.'),
    })
    .optional()
    .describe('The answer to what a run of the thread asked for.'),
  computer_tool: z
    .string()
    .max(60)
    .optional()
    .describe('The tool that the model is given, by name; by default the best that it knows.'),
}

export const runRequestSchema = z
  .strictObject({
    model: z.string().min(1).max(300).describe('Any model that sees pictures and calls functions.'),
    messages: z.array(message).max(1_000).describe('The task. May be empty beside `confirmation`.'),
    ...runFields,
    stream: z.boolean().default(false).describe('Text and actions as they come.'),
    stream_options: z
      .looseObject({})
      .nullish()
      .describe('Taken and not needed: the last chunk has the usage.'),
    max_tokens: z.int().min(1).nullish().describe('Tokens of each step.'),
    max_completion_tokens: z.int().min(1).nullish().describe('The same, in newer words.'),
    temperature: z.number().min(0).max(2).nullish().describe('As in any chat.'),
    reasoning_effort: z.string().max(20).nullish().describe('How long the model thinks before each step.'),
    provider: providerSchema.nullish().describe('Which providers may be asked, as in any chat.'),
    user: z.string().nullish().describe('Whom you ask for, for your own records.'),
    metadata: z.looseObject({}).nullish().describe('Taken for clients that send it.'),
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
    computer_tool: z.string().nullable(),
    status: z.enum(RUN_STATUSES),
    finish_reason: z.enum(FINISH_REASONS).nullable(),
    error: z.string().nullable(),
    text: z.string().describe('What the model said last.'),
    steps: z.int(),
    max_steps: z.int(),
    cost: z.number().describe('US dollars: the sum over `generations`. The hours of the computer are apart.'),
    max_cost: z.number().nullable(),
    generations: z.array(runGeneration).describe('One for each time that the model was asked.'),
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
    .describe('Only those with a larger `seq`; also as `Last-Event-ID`.'),
  follow: z
    .enum(['true', 'false'])
    .default('true')
    .describe('`false`: those that there are now, as a JSON list.'),
})

export const runEventSchema = z.looseObject({ type: z.string(), seq: z.int() }).meta({ id: 'RunEvent' })
