import type { Handler } from 'hono'
import type { LoadAuth } from '../../auth/load-auth.ts'
import type { Context } from '../../context.ts'
import type { ConsoleEnv } from '../../env.ts'
import { asTheBrowserSeesIt } from '../../requests/as-the-browser-sees-it.ts'

/** The routes of better-auth: signing in and out, sessions, organizations, devices. */
export const answerAuthentication =
  ({ config }: Context, loadAuth: LoadAuth): Handler<ConsoleEnv> =>
  async (c) => {
    const auth = await loadAuth()
    return auth.handler(asTheBrowserSeesIt(c.req.raw, c.env.incoming, config))
  }
