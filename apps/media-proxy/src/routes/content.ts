import { PublicError } from '@gptget/errors'
import { authenticate } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import type { Context as HonoContext, Handler } from 'hono'
import { sendContent } from '../content/send-content.ts'
import type { Context } from '../context.ts'
import { deleteMedium } from '../files/delete-medium.ts'
import { isSignatureGood } from '../signing/signature.ts'
import type { Signed } from '../signing/signature.ts'
import { askedFile, findAsked } from './asked-file.ts'

/** `GET /v1/{images|videos|audio}/{id}/content?index=N`, with a key or a signed address. */
export const readContent =
  (context: Context): Handler<HttpEnv> =>
  async (c) => {
    const asked = askedFile(c)
    const accountId = await accountOf(context, c, asked)
    return sendContent(context, c, await findAsked(context, asked, accountId))
  }

/** Whose files may be read; null where a signature says that this one may. */
const accountOf = async (
  context: Context,
  c: HonoContext<HttpEnv>,
  asked: Signed,
): Promise<string | null> => {
  const { sig, kid = '', exp } = c.req.query()
  if (sig === undefined) return (await authenticate(c.env.incoming, context.keys)).accountId
  const signature = { keyId: kid, expiresAtSeconds: Number(exp), value: sig }
  if (await isSignatureGood(context.signingKeys, asked, signature, context.now().getTime())) return null
  throw new PublicError('permission_denied', 'The signature of this address is not valid, or has expired.')
}

/** `DELETE` of the same path removes the bytes at once: all of them, or those of one `index`. */
export const deleteContent =
  (context: Context): Handler<HttpEnv> =>
  async (c) => {
    const { accountId } = await authenticate(c.env.incoming, context.keys)
    const asked = askedFile(c)
    const medium = { accountId, mediaId: asked.mediaId }
    const index = c.req.query('index') === undefined ? undefined : asked.index
    const count = await deleteMedium(context, index === undefined ? medium : { ...medium, index })
    if (count === 0) throw new PublicError('not_found', `There is no content "${asked.mediaId}".`)
    return c.json({ id: asked.mediaId, object: `${asked.kind}.content.deleted`, deleted: true })
  }
