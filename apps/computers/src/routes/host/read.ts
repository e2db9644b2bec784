import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import type { Context } from '../../context.ts'

/** How desktops are run here, and what is heard of other hosts. For whoever starts us: edges do not forward it. */
export const readHostRoute = ({ driver, directory }: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>().get('/host', (c) =>
    c.json({ driver: driver.name, summary: driver.summary, hosts: directory.hosts }),
  )
