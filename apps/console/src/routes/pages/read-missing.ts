import type { Handler } from 'hono'
import type { ConsoleEnv } from '../../env.ts'
import type { SendPage } from './read.ts'

/**
 * For an address where nothing is. The edge sends browsers here, and a person gets the page that says so and leads on.
 * Programs, and paths that only programs ask for, get the error.
 */
export const readMissingPage =
  (sendPage: SendPage): Handler<ConsoleEnv> =>
  async (c) => {
    const isPerson = c.req.header('accept')?.includes('text/html') === true
    if (!isPerson || /^\/(console|api)\//.test(c.req.path)) return c.notFound()
    const page = await sendPage(c)
    return new Response(page.body, { status: page.status === 200 ? 404 : page.status, headers: page.headers })
  }
