import { workFor } from '@gptget/callers'
import { PublicError } from '@gptget/errors'
import { authenticate } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import type { Context as HonoContext, Handler } from 'hono'
import { sendContent } from '../../content/send-content.ts'
import type { Context } from '../../context.ts'
import { isSignatureGood } from '../../signing/signature.ts'
import type { Signed } from '../../signing/signature.ts'
import { askedFile, findAsked, requireKind } from '../../requests/asked-file.ts'

/** `GET /v1/{images|videos|audio}/{id}/content?index=N`, with a key or a signed URL. */
export const readContent =
  (context: Context): Handler<HttpEnv> =>
  async (c) => {
    const asked = askedFile(c)
    const accountId = await accountOf(context, c, asked)
    const find = () => workFor(accountId ?? asked.mediaId, () => findAsked(context, asked, accountId))
    try {
      const file = await context.found.find(asked, accountId, context.now(), find)
      return await sendContent(context, c, requireKind(file, asked))
    } catch (error) {
      if (!isGone(error)) throw error
      // Another process removed it meanwhile.
      context.found.forget(asked, accountId)
      return sendContent(context, c, await find())
    }
  }

/** How the file system and S3 report a missing file. */
const isGone = (error: unknown): boolean =>
  error instanceof Error && ((error as NodeJS.ErrnoException).code === 'ENOENT' || error.name === 'NoSuchKey')

/** The account whose files may be read; null if a signature allows this one. */
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
