import type { Handler } from 'hono'
import type { ConsoleEnv } from '../../env.ts'
import { sendPage } from './read.ts'

/**
 * What is nowhere: a person's browser, led here by the edge, gets the page that says so and leads on; programs and the
 * paths that only programs ask get the error.
 */
export const readMissingPage: Handler<ConsoleEnv> = async (c) => {
  const isPerson = c.req.header('accept')?.includes('text/html') === true
  if (!isPerson || /^\/(console|api)\//.test(c.req.path)) return c.notFound()
  const page = await sendPage(c)
  return new Response(page.body, { status: page.status === 200 ? 404 : page.status, headers: page.headers })
}
