import type { Context } from '../context.ts'
import { findFile } from '../files/find-file.ts'
import type { FileName } from '../files/find-file.ts'
import { PublicError } from '@gptget/errors'
import { signedPathOf } from '../signing/signature.ts'

type Asked = FileName & { accountId: string; lifetimeMs: number }

/** A URL of a file that needs no key. @throws PublicError as `findFile` */
export const signContent = async (
  context: Context,
  { accountId, lifetimeMs, ...name }: Asked,
): Promise<{ path: string; expiresAt: string }> => {
  const { kind, expires_at } = await findFile(context, name, accountId)
  if (kind === 'input') throw new PublicError('not_found', 'Inputs are not served.')
  const expiresAtMs = Math.min(context.now().getTime() + lifetimeMs, expires_at.getTime())
  const expiresAtSeconds = Math.floor(expiresAtMs / 1000)
  const key = await context.signingKeys.current()
  return {
    path: signedPathOf({ ...name, kind }, expiresAtSeconds, key),
    expiresAt: new Date(expiresAtSeconds * 1000).toISOString(),
  }
}
