import { MAX_SIGNATURE_MS } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import { parseJsonBody, publicUrlOf } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { parseAt } from '@gptget/protocol'
import type { Handler } from 'hono'
import { z } from 'zod'
import type { Context } from '../../context.ts'
import { signContent } from '../../content/sign-content.ts'
import { askedFile, fileIndex, fileVariant, findAsked, variantOf } from '../../requests/asked-file.ts'

const MAX_BODY_BYTES = 4_096

const body = z.object({
  index: fileIndex,
  variant: fileVariant,
  /** In seconds. */
  expires_in: z
    .number()
    .int()
    .min(1)
    .max(MAX_SIGNATURE_MS / 1000)
    .default(600),
})

/** `POST …/content/sign`: a URL that temporarily needs no key, for an `<img>` or a player. */
export const signContentAddress =
  (context: Context): Handler<HttpEnv> =>
  async (c) => {
    const { accountId } = c.var.key
    const text = Buffer.from(await c.req.arrayBuffer())
    if (text.byteLength > MAX_BODY_BYTES) throw new PublicError('request_too_large', 'The body is too large.')
    const asked = askedFile(c)
    const sent = parseAt(body, { index: asked.index, ...(text.byteLength === 0 ? {} : objectOf(text)) })
    const { index, variant, expires_in } = sent
    const name = { mediaId: asked.mediaId, index, variant: variantOf(variant) }
    await findAsked(context, { ...asked, ...name }, accountId)
    const signed = await signContent(context, { ...name, accountId, lifetimeMs: expires_in * 1000 })
    return c.json({
      url: publicUrlOf(c.env.incoming) + signed.path,
      expires_at: Math.floor(Date.parse(signed.expiresAt) / 1000),
    })
  }

const objectOf = (text: Buffer): object => {
  const value = parseJsonBody(text)
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  throw new PublicError('invalid_request', 'The request body must be a JSON object.')
}
