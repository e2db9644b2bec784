import { readRouteStates } from '@gptget/contracts'
import type { Handler } from 'hono'
import type { Context } from '../../context.ts'
import type { ConsoleEnv } from '../../env.ts'

/** `GET /console/api/admin/providers`: the state of all routes, as measured by all routers together. */
export const listProviders =
  ({ bus }: Context): Handler<ConsoleEnv> =>
  async (c) => {
    const { routes } = await bus.call(readRouteStates, { isWhole: true })
    return c.json({ routes })
  }
