import { z } from 'zod'
import type { Countable } from '../canonical/estimate-tokens.ts'
import { parseAt } from '../dialects/parse-at.ts'

const tokens = z.array(z.int().nonnegative()).min(1)

/** OpenAI's legacy `/completions` (platform.openai.com/docs/api-reference/completions). */
export const completionRequestSchema = z.looseObject({
  model: z.string().min(1),
  prompt: z.union([z.string(), z.array(z.string()).min(1), tokens, z.array(tokens).min(1)]).nullish(),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
  max_tokens: z.int().nonnegative().nullish(),
  n: z.int().min(1).max(128).nullish(),
  best_of: z.int().min(1).max(20).nullish(),
  temperature: z.number().nullish(),
  top_p: z.number().nullish(),
  stop: z.union([z.string(), z.array(z.string())]).nullish(),
  seed: z.int().nullish(),
  logprobs: z.int().min(0).nullish(),
  echo: z.boolean().nullish(),
  suffix: z.string().nullish(),
  frequency_penalty: z.number().nullish(),
  presence_penalty: z.number().nullish(),
  logit_bias: z.record(z.string(), z.number()).nullish(),
  user: z.string().nullish(),
})

export type CompletionRequest = {
  model: string
  isStream: boolean
  /** Texts or lists of token numbers, each of which gets an answer. */
  prompts: readonly (string | readonly number[])[]
  maxOutputTokens?: number
  /** The number of answers for each prompt, whether the caller sees them (`n`) or not (`best_of`). */
  choices: number
}

/** Reads the relevant fields of a legacy completion. @throws PublicError naming the field. */
export const readCompletionRequest = (body: unknown): CompletionRequest => {
  const wire = parseAt(completionRequestSchema, body)
  return {
    model: wire.model,
    isStream: wire.stream ?? false,
    prompts: promptsOf(wire.prompt ?? ''),
    ...(typeof wire.max_tokens === 'number' ? { maxOutputTokens: wire.max_tokens } : {}),
    choices: Math.max(wire.n ?? 1, wire.best_of ?? 1),
  }
}

const promptsOf = (prompt: string | string[] | number[] | number[][]): CompletionRequest['prompts'] => {
  if (typeof prompt === 'string') return [prompt]
  return isTokens(prompt) ? [prompt] : prompt
}

const isTokens = (prompt: string[] | number[] | number[][]): prompt is number[] =>
  typeof prompt[0] === 'number'

/** The counted part of the prompts: token numbers are already counted. */
export const countableCompletion = ({ prompts }: CompletionRequest): Countable => ({
  texts: prompts.filter((prompt) => typeof prompt === 'string'),
  otherTokens: prompts.reduce((sum, prompt) => sum + (typeof prompt === 'string' ? 0 : prompt.length), 0),
})
