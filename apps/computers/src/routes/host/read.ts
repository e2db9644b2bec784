import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import type { Context } from '../../context.ts'

/**
 * How desktops are run here, and the known other hosts. For the process that starts the service: edges do not forward
 * it.
 */
export const readHostRoute = ({ driver, directory }: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>().get('/host', (c) =>
    c.json({ driver: driver.name, summary: driver.summary, hosts: directory.hosts }),
  )
