import type { Handler } from 'hono'
import { REVALIDATE } from '../../caching.ts'
import { loadSite } from '../../load-site.ts'

/** Serves a page. Calls the next handler for an unknown path. */
export const readPage: Handler = async (c) => {
  const page = (await loadSite()).readPage(c.req.path)
  return page === undefined ? c.notFound() : c.html(await page, 200, REVALIDATE)
}
