import { MEDIA_COLLECTIONS } from '@gptget/contracts'
import { forwardOnSocket } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import type { Handler } from 'hono'
import type { EdgeContext } from '../../context.ts'
import { limitForwarded } from '../../requests/limit-forwarded.ts'

type Context = Pick<EdgeContext, 'directory' | 'config' | 'keys' | 'limits' | 'lookups' | 'now'>

/** The bytes of images, videos and audio: media-proxy serves them and authenticates the caller. */
export const forwardContentRoutes = (context: Context): Hono<HttpEnv> => {
  const { directory, config } = context
  const forward: Handler<HttpEnv> = async (c) => {
    await limitForwarded(context, c.env.incoming, c.env.outgoing)
    return forwardOnSocket(directory, c, config.publicUrl)
  }
  const routes = new Hono<HttpEnv>()
  for (const collection of Object.values(MEDIA_COLLECTIONS)) {
    const path = `/v1/${collection}/:id/content`
    routes.get(path, forward).delete(path, forward).post(`${path}/sign`, forward)
  }
  return routes
}
