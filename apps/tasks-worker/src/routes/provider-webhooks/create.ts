import { PublicError } from '@gptget/errors'
import { readRawBody, type HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import type { IncomingMessage } from 'node:http'
import type { Context } from '../../context.ts'
import { isNewsUrl } from '../../provider-news/news-url.ts'
import { takeNewsOfProvider, takeNewsOfTask, type News } from '../../provider-news/take-news.ts'

/** Some providers send the whole result. */
const MAX_BYTES = 4 * 1024 * 1024
/** Anyone may call the URL of an account, because events only name a task. */
const MAX_EVENT_BYTES = 64 * 1024

/** Receives providers' webhooks about tasks, if the operator set the public URL of this platform. */
export const createProviderNewsRoutes = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>()
    .post('/v1/provider-webhooks/:provider/:task', async (c) => {
      const [providerId, taskId] = [c.req.param('provider'), c.req.param('task')]
      if (!isNewsUrl(context, { providerId, taskId, signature: c.req.query('sig') ?? '' })) throw unknown()
      const news = await readNews(c.env.incoming, MAX_BYTES)
      return c.json(await takeNewsOfTask(context, { providerId, taskId }, news))
    })
    .post('/v1/provider-webhooks/:provider', async (c) => {
      if (context.config.publicUrl === null) throw unknown()
      const news = await readNews(c.env.incoming, MAX_EVENT_BYTES)
      return c.json(await takeNewsOfProvider(context, c.req.param('provider'), news))
    })

const unknown = (): PublicError => new PublicError('not_found', 'There is no provider webhook at this URL.')

const readNews = async (incoming: IncomingMessage, maxBytes: number): Promise<News> => {
  const body = await readRawBody(incoming, maxBytes)
  const headers = Object.entries(incoming.headers).map(([name, value]) => [name, [value].flat().join(',')])
  return { headers: Object.fromEntries(headers) as Record<string, string>, body }
}
