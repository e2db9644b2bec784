import { z } from 'zod'
import type { Countable } from '../canonical/estimate-tokens.ts'
import { FaultError } from '../canonical/faults.ts'
import { totalInputTokens } from '../canonical/usage.ts'
import type { Closing } from '../dialect.ts'
import { objectOf, optionalText } from '../json/object.ts'
import { readErrorObject } from '../dialects/openai-chat/errors.ts'
import { OWN_FIELDS } from '../dialects/own-fields.ts'
import { parseAt } from '../dialects/parse-at.ts'
import { malformedFault } from '../dialects/read-fault.ts'
import { spliceBytes, spliceText } from '../json/splice.ts'

/** OpenAI's default model, by its name in the catalog. */
const DEFAULT_MODERATION_MODEL = 'openai/omni-moderation-latest'

/** OpenAI's `/moderations` (platform.openai.com/docs/api-reference/moderations). */
export const moderationRequestSchema = z.looseObject({
  model: z.string().min(1).default(DEFAULT_MODERATION_MODEL),
  input: z.union([
    z.string(),
    z.array(z.string()).min(1),
    z.array(z.looseObject({ type: z.enum(['text', 'image_url']), text: z.string().nullish() })).min(1),
  ]),
})

export type ModerationRequest = { model: string; texts: readonly string[] }

/** Reads the relevant fields of a moderation request. @throws PublicError naming the field. */
export const readModerationRequest = (body: unknown): ModerationRequest => {
  const { model, input } = parseAt(moderationRequestSchema, body)
  if (typeof input === 'string') return { model, texts: [input] }
  return { model, texts: input.map((item) => (typeof item === 'string' ? item : (item.text ?? ''))) }
}

/** The counted texts, because providers of moderations report no usage. */
export const countableModeration = ({ texts }: ModerationRequest): Countable => ({ texts, otherTokens: 0 })

/** A caller's body for a provider. */
export const passModerationRequest = (body: Buffer, model: string): Buffer =>
  spliceBytes(body, { ...OWN_FIELDS, model: JSON.stringify(model) })

/** The provider's id of an answer. @throws FaultError if the body is not an answer. */
export const readModerationId = (body: unknown): string | undefined => {
  const answer = objectOf(body)
  if (answer['error']) throw new FaultError(readErrorObject(answer['error'], body))
  if (!Array.isArray(answer['results'])) throw new FaultError(malformedFault(body))
  return optionalText(answer['id'])
}

/** A provider's answer with our id, model and usage, because OpenAI reports none. */
export const passModerationResult = (
  text: string,
  { id, model }: { id: string; model: string },
  { usage, costUsd }: Closing,
): string => {
  const tokens = totalInputTokens(usage)
  return spliceText(text, {
    id: JSON.stringify(id),
    model: JSON.stringify(model),
    usage: JSON.stringify({ prompt_tokens: tokens, total_tokens: tokens, cost: costUsd }),
  })
}
