import { readManagedKeys } from '@gptget/contracts'
import { parseJsonBody } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import type { Context } from 'hono'
import { describeManagedKey } from '../answers/describe-managed-key.ts'
import type { EdgeContext } from '../context.ts'
import { readSmallBodyOf } from './read-body-of.ts'
import { noSuch, requireId } from './require-id.ts'

/** The key in the path. @throws PublicError not_found for an invalid id */
export const keyIdOf = (c: Context<HttpEnv>): string => requireId('key', c.req.param('id') ?? '')

/** A body with only optional fields, unchanged. @throws PublicError as `readSmallBodyOf` does */
export const optionalBodyOf = async (context: EdgeContext, c: Context<HttpEnv>): Promise<unknown> => {
  const body = await readSmallBodyOf(context, c)
  return body.length === 0 ? {} : parseJsonBody(body)
}

/** A key of the caller's account, with its current state. @throws PublicError not_found */
export const showManagedKey = async ({ bus }: EdgeContext, c: Context<HttpEnv>, keyId: string) => {
  const { accountId } = c.var.key
  const asked = { accountId, keyId, includesDisabled: true, offset: 0, limit: 1 }
  const [key] = (await bus.call(readManagedKeys, asked)).keys
  if (key === undefined) throw noSuch('key', keyId)
  return describeManagedKey(key)
}
