import type { Handler } from 'hono'
import type { ConsoleEnv } from '../../env.ts'
import type { SendPage } from './read.ts'

/**
 * For unknown addresses. The edge forwards browsers here, and a person gets a page that says so and leads on. Programs,
 * and paths that only programs call, get the error.
 */
export const readMissingPage =
  (sendPage: SendPage): Handler<ConsoleEnv> =>
  async (c) => {
    const isPerson = c.req.header('accept')?.includes('text/html') === true
    if (!isPerson || /^\/(console|api)\//.test(c.req.path)) return c.notFound()
    const page = await sendPage(c)
    return new Response(page.body, { status: page.status === 200 ? 404 : page.status, headers: page.headers })
  }
