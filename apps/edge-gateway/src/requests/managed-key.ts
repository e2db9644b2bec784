import { readManagedKeys } from '@gptget/contracts'
import { parseJsonBody } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import type { Context } from 'hono'
import { describeManagedKey } from '../answers/describe-managed-key.ts'
import type { EdgeContext } from '../context.ts'
import { readSmallBodyOf } from './read-body-of.ts'
import { noSuch, requireId } from './require-id.ts'

/** The key that the path names. @throws PublicError not_found for what is no id */
export const keyIdOf = (c: Context<HttpEnv>): string => requireId('key', c.req.param('id') ?? '')

/** A body whose fields are all optional, as it is itself. @throws PublicError as `readSmallBodyOf` does */
export const optionalBodyOf = async (context: EdgeContext, c: Context<HttpEnv>): Promise<unknown> => {
  const body = await readSmallBodyOf(context, c)
  return body.length === 0 ? {} : parseJsonBody(body)
}

/** A key of the caller's account as it is now. @throws PublicError not_found */
export const showManagedKey = async ({ bus }: EdgeContext, c: Context<HttpEnv>, keyId: string) => {
  const { accountId } = c.var.key
  const asked = { accountId, keyId, includesDisabled: true, offset: 0, limit: 1 }
  const [key] = (await bus.call(readManagedKeys, asked)).keys
  if (key === undefined) throw noSuch('key', keyId)
  return describeManagedKey(key)
}
