import { PublicError } from '@gptget/errors'
import type { HttpEnv } from '@gptget/http'
import type { Handler } from 'hono'
import type { Context } from '../../context.ts'
import { deleteMedium } from '../../files/delete-medium.ts'
import { askedFile } from '../../requests/asked-file.ts'

/** `DELETE` of the path that `read.ts` serves removes the bytes at once: all of them, or those of one `index`. */
export const deleteContent =
  (context: Context): Handler<HttpEnv> =>
  async (c) => {
    const { accountId } = c.var.key
    const asked = askedFile(c)
    const medium = { accountId, mediaId: asked.mediaId }
    const index = c.req.query('index') === undefined ? undefined : asked.index
    const count = await deleteMedium(context, index === undefined ? medium : { ...medium, index })
    if (count === 0) throw new PublicError('not_found', `There is no content "${asked.mediaId}".`)
    return c.json({ id: asked.mediaId, object: `${asked.kind}.content.deleted`, deleted: true })
  }
