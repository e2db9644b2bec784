import { MEDIA_COLLECTIONS } from '@gptget/contracts'
import { forwardOnSocket } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import type { Handler } from 'hono'
import type { EdgeContext } from '../../context.ts'

type Context = Pick<EdgeContext, 'directory' | 'config'>

/** The bytes of images, videos and audio: media-proxy serves them, and authenticates by itself. */
export const forwardContentRoutes = ({ directory, config }: Context): Hono<HttpEnv> => {
  const forward: Handler<HttpEnv> = (c) => forwardOnSocket(directory, c, config.publicUrl)
  const routes = new Hono<HttpEnv>()
  for (const collection of Object.values(MEDIA_COLLECTIONS)) {
    const path = `/v1/${collection}/:id/content`
    routes.get(path, forward).delete(path, forward).post(`${path}/sign`, forward)
  }
  return routes
}
