import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import type { Context } from '../../context.ts'

/** How desktops are run here. For whoever starts us: edges do not forward it. */
export const readHostRoute = ({ driver }: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>().get('/host', (c) => c.json({ driver: driver.name, summary: driver.summary }))
