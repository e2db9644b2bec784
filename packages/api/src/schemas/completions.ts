import { completionRequestSchema, moderationRequestSchema } from '@gptget/protocol'
import { z } from 'zod'
import { preferenceFields } from './preferences.ts'

const { shape } = completionRequestSchema

export const completionRequestDescription = z
  .looseObject({
    ...preferenceFields,
    model: shape.model.describe('Which model: `provider/model`. Its provider must still have this endpoint.'),
    prompt: shape.prompt.describe('A text, several, or the same as token numbers.'),
    stream: shape.stream.describe('Stream the answer as server-sent events, token by token.'),
    stream_options: shape.stream_options.describe(
      '`include_usage`: send the usage in an additional last chunk without choices.',
    ),
    max_tokens: shape.max_tokens.describe('The maximum number of output tokens.'),
    n: shape.n.describe('How many answers to generate for each prompt.'),
    best_of: shape.best_of.describe(
      'How many answers to generate. The best `n` are returned; all are charged.',
    ),
    temperature: shape.temperature.describe('Sampling temperature.'),
    top_p: shape.top_p.describe(
      'Sample only from the most likely tokens that together have this probability.',
    ),
    stop: shape.stop.describe('Texts at which the answer stops.'),
    seed: shape.seed.describe('With the same seed and request, the model tries to give the same answer.'),
    logprobs: shape.logprobs.describe('How many alternatives to return for each token.'),
    echo: shape.echo.describe('Return the prompt before the answer.'),
    suffix: shape.suffix.describe('The text that follows the answer.'),
    frequency_penalty: shape.frequency_penalty.describe('Frequency penalty: -2 to 2.'),
    presence_penalty: shape.presence_penalty.describe('Presence penalty: -2 to 2.'),
    logit_bias: shape.logit_bias.describe('Makes single tokens more or less likely: -100 to 100.'),
    user: shape.user.describe('Your own id of the end user, passed on to the provider.'),
  })
  .meta({ id: 'CompletionRequest' })

const count = z.int().nonnegative()

export const completionSchema = z
  .looseObject({
    id: z.string().describe('Look it up at `/v1/generation`.'),
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
    id: z.string().describe('Look it up at `/v1/generation`.'),
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
