import { MEDIA_COLLECTIONS } from '@gptget/contracts'
import type { ServedMediaKind } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import type { HttpEnv } from '@gptget/http'
import { parseAt } from '@gptget/protocol'
import type { Context as HonoContext } from 'hono'
import { z } from 'zod'
import type { Context } from '../context.ts'
import { findFile } from '../files/find-file.ts'
import type { FoundFile } from '../files/find-file.ts'
import type { Signed } from '../signing/signature.ts'

const KINDS = Object.fromEntries(
  Object.entries(MEDIA_COLLECTIONS).map(([kind, collection]) => [collection, kind]),
) as Record<string, ServedMediaKind>

/** The index in a query or a body. */
export const fileIndex = z.coerce.number().int().min(0).max(999).default(0)
export const fileVariant = z
  .string()
  .regex(/^[a-z_]{0,40}$/)
  .default('')

/** In OpenAI's SDKs, `video` is the file itself. */
export const variantOf = (asked: string): string => (asked === 'video' ? '' : asked)

const query = z.object({ index: fileIndex, variant: fileVariant })

/** The file that a path and its query name. @throws PublicError 404, 400 */
export const askedFile = (c: HonoContext<HttpEnv>): Signed => {
  const mediaId = c.req.param('id') ?? ''
  const kind = KINDS[c.req.param('collection') ?? '']
  if (kind === undefined || !/^[\w-]{1,100}$/.test(mediaId))
    throw new PublicError('not_found', 'There is no such content.')
  const { index, variant } = parseAt(query, c.req.query())
  return { kind, mediaId, index, variant: variantOf(variant) }
}

/** Finds it. Under another kind's path it does not exist. @throws PublicError as `findFile` */
export const findAsked = async (
  context: Context,
  asked: Signed,
  accountId: string | null,
): Promise<FoundFile> => requireKind(await findFile(context, asked, accountId), asked)

/** @throws PublicError `not_found` if it is of another kind */
export const requireKind = (file: FoundFile, asked: Signed): FoundFile => {
  if (file.kind === asked.kind) return file
  throw new PublicError('not_found', `There is no content "${asked.mediaId}" with this index.`)
}
