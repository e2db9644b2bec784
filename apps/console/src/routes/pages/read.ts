import type { Context, Handler } from 'hono'
import { sendFile } from '../../answers/send-file.ts'
import type { ConsoleEnv } from '../../env.ts'
import { preloadLinks } from '../../pages/preload-links.ts'
import { readPageFile } from '../../page-files.ts'

export const sendPage = async (c: Context<ConsoleEnv>): Promise<Response> => {
  const file = await readPageFile('index.html')
  if (file !== null) return sendFile(c, file, 'no-cache')
  return c.text('The pages of the console are not built here: node apps/console/build/ensure-pages.ts', 503)
}

/** The document of every page. */
export const readPage: Handler<ConsoleEnv> = async (c) => {
  const links = await preloadLinks(c.req.path, c.req.header('cookie') !== undefined)
  const page = await sendPage(c)
  if (links !== '') page.headers.set('link', links)
  return page
}
