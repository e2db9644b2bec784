import { completionRequestSchema, moderationRequestSchema } from '@gptget/protocol'
import { z } from 'zod'
import { preferenceFields } from './preferences.ts'

const { shape } = completionRequestSchema

export const completionRequestDescription = z
  .looseObject({
    ...preferenceFields,
    model: shape.model.describe('Which model: `provider/model`. Its provider must still have this endpoint.'),
    prompt: shape.prompt.describe('A text, several, or the same as token numbers.'),
    stream: shape.stream.describe('Answer as server-sent events, token by token.'),
    stream_options: shape.stream_options.describe(
      '`include_usage`: usage in a last chunk of its own, without choices.',
    ),
    max_tokens: shape.max_tokens.describe('The most tokens of an answer.'),
    n: shape.n.describe('How many answers each prompt gets.'),
    best_of: shape.best_of.describe('How many are made, of which the best `n` are shown. All are charged.'),
    temperature: shape.temperature.describe('How freely words are chosen.'),
    top_p: shape.top_p.describe('Chooses among the likeliest words that make up this share.'),
    stop: shape.stop.describe('Where the answer ends.'),
    seed: shape.seed.describe('The same seed tends to the same answer.'),
    logprobs: shape.logprobs.describe('How many of the likeliest tokens are told with each.'),
    echo: shape.echo.describe('Repeats the prompt before the answer.'),
    suffix: shape.suffix.describe('What comes after the answer.'),
    frequency_penalty: shape.frequency_penalty.describe('Makes words rarer the more often they came.'),
    presence_penalty: shape.presence_penalty.describe('Makes words rarer that came at all.'),
    logit_bias: shape.logit_bias.describe('Makes single tokens likelier or less likely.'),
    user: shape.user.describe('Who asks, for the provider’s records.'),
  })
  .meta({ id: 'CompletionRequest' })

const count = z.int().nonnegative()

export const completionSchema = z
  .looseObject({
    id: z.string().describe('Looks up in `/v1/generation`.'),
    object: z.literal('text_completion'),
    created: z.int().optional(),
    model: z.string(),
    choices: z.array(
      z.looseObject({
        index: z.int(),
        text: z.string(),
        finish_reason: z.string().nullish(),
      }),
    ),
    usage: z
      .looseObject({
        prompt_tokens: count,
        completion_tokens: count,
        total_tokens: count,
        cost: z.number().describe('US dollars.'),
      })
      .nullish(),
  })
  .meta({ id: 'Completion' })

const moderation = moderationRequestSchema.shape

export const moderationRequestDescription = z
  .looseObject({
    model: moderation.model.describe('Which model: `provider/model`.'),
    input: moderation.input.describe('A text, several, or a list of text and picture parts.'),
  })
  .meta({ id: 'ModerationRequest' })

export const moderationSchema = z
  .looseObject({
    id: z.string().describe('Looks up in `/v1/generation`.'),
    model: z.string(),
    results: z.array(
      z.looseObject({
        flagged: z.boolean(),
        categories: z.record(z.string(), z.boolean()),
        category_scores: z.record(z.string(), z.number()),
      }),
    ),
    usage: z.looseObject({ prompt_tokens: count, total_tokens: count, cost: z.number() }),
  })
  .meta({ id: 'Moderation' })
