import type { createKeyRequestSchema } from '@gptget/api/schemas/keys'
import { PublicError } from '@gptget/errors'
import { parseUsd } from '@gptget/money'
import type { z } from 'zod'
import type { EdgeContext } from '../context.ts'

/** The settings of a key, as billing expects them. @throws PublicError invalid_request for an unknown model */
export const toKeyOptions = (context: EdgeContext, fields: z.output<typeof createKeyRequestSchema>) => ({
  name: fields.name,
  allowedModels: requireKnownModels(context, fields.allowed_models),
  requestsPerMinute: fields.requests_per_minute,
  tokensPerMinute: fields.tokens_per_minute,
  creditLimitNanoUsd: toNanoUsd(fields.limit),
  creditLimitPerDayNanoUsd: toNanoUsd(fields.limit_daily),
  creditLimitPerMonthNanoUsd: toNanoUsd(fields.limit_monthly),
  expiresAt: fields.expires_at,
})

const toNanoUsd = (amountUsd: number | null | undefined): bigint | null | undefined =>
  typeof amountUsd === 'number' ? parseUsd(amountUsd) : amountUsd

/** A key for an unknown model would be refused at its first request. @throws PublicError invalid_request */
const requireKnownModels = (
  { catalog }: EdgeContext,
  asked: string[] | null | undefined,
): string[] | null | undefined => {
  if (!asked) return asked
  const known = new Set(catalog.models().map(({ id }) => id))
  const unknown = asked.find((model) => !known.has(model))
  if (unknown === undefined) return asked
  const param = 'allowed_models'
  throw new PublicError('invalid_request', `${param}: there is no model "${unknown}".`, { param })
}
