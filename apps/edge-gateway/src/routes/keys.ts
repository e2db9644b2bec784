import {
  createKeyRequestSchema,
  keysQuerySchema,
  rotateKeyRequestSchema,
  updateKeyRequestSchema,
} from '@gptget/api/schemas/keys'
import {
  createKeyByKey,
  readManagedKeys,
  revokeKeyByKey,
  rotateKeyByKey,
  updateKeyByKey,
} from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import { parseJsonBody } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { parseUsd } from '@gptget/money'
import { parseAt } from '@gptget/protocol'
import { Hono } from 'hono'
import type { Context } from 'hono'
import type { z } from 'zod'
import { describeManagedKey } from '../answers/describe-managed-key.ts'
import type { EdgeContext } from '../context.ts'
import { actorOf, requireManagementKey } from './management-key.ts'
import { readSmallBodyOf } from './read-body-of.ts'
import { noSuch, requireId } from './require-id.ts'

const PAGE_SIZE = 100

/** The keys of an account, for its management keys. A secret is in the answer that makes it, and nowhere else. */
export const keysRoutes = (context: EdgeContext): Hono<HttpEnv> => {
  const { bus } = context
  const withKey = requireManagementKey(context)
  /** All fields are optional, and so is the body. */
  const bodyOf = async (c: Context<HttpEnv>): Promise<unknown> => {
    const body = await readSmallBodyOf(context, c)
    return body.length === 0 ? {} : parseJsonBody(body)
  }
  const describe = async (accountId: string, keyId: string) => {
    const asked = { accountId, keyId, includesDisabled: true, offset: 0, limit: 1 }
    const [key] = (await bus.call(readManagedKeys, asked)).keys
    if (key === undefined) throw noSuch('key', keyId)
    return describeManagedKey(key)
  }
  return new Hono<HttpEnv>()
    .get('/v1/keys', withKey, async (c) => {
      const { offset, include_disabled: included } = parseAt(keysQuerySchema, c.req.query())
      const { accountId } = c.var.key
      const page = { offset, limit: PAGE_SIZE, includesDisabled: included === 'true' }
      const { keys } = await bus.call(readManagedKeys, { accountId, ...page })
      return c.json({ data: keys.map(describeManagedKey) })
    })
    .post('/v1/keys', withKey, async (c) => {
      const options = toKeyOptions(context, parseAt(createKeyRequestSchema, await bodyOf(c)))
      const { key, apiKey } = await bus.call(createKeyByKey, { ...actorOf(c), ...options })
      return c.json({ data: await describe(key.accountId, key.keyId), key: apiKey }, 201)
    })
    .get('/v1/keys/:id', withKey, async (c) =>
      c.json({ data: await describe(c.var.key.accountId, keyIdOf(c)) }),
    )
    .patch('/v1/keys/:id', withKey, async (c) => {
      const keyId = keyIdOf(c)
      const { disabled: isDisabled, ...fields } = parseAt(updateKeyRequestSchema, await bodyOf(c))
      await bus.call(updateKeyByKey, { ...actorOf(c), keyId, ...toKeyOptions(context, fields), isDisabled })
      return c.json({ data: await describe(c.var.key.accountId, keyId) })
    })
    .delete('/v1/keys/:id', withKey, async (c) => {
      const { key } = await bus.call(revokeKeyByKey, { ...actorOf(c), keyId: keyIdOf(c) })
      return c.json({ id: key.keyId, deleted: true })
    })
    .post('/v1/keys/:id/rotate', withKey, async (c) => {
      const keyId = keyIdOf(c)
      const { overlap_seconds: overlapSeconds } = parseAt(rotateKeyRequestSchema, await bodyOf(c))
      const rotated = await bus.call(rotateKeyByKey, { ...actorOf(c), keyId, overlapSeconds })
      return c.json({
        data: await describe(c.var.key.accountId, keyId),
        key: rotated.apiKey,
        overlap_ends_at: rotated.overlapEndsAt,
      })
    })
}

const keyIdOf = (c: Context<HttpEnv>): string => requireId('key', c.req.param('id') ?? '')

const toKeyOptions = (context: EdgeContext, fields: z.output<typeof createKeyRequestSchema>) => ({
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

/** A key for a model that there is not would be refused at its first request. @throws PublicError invalid_request */
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
