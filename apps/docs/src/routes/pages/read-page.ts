import type { Handler } from 'hono'
import { REVALIDATE } from '../../caching.ts'
import { loadSite } from '../../load-site.ts'

/** A page whose text is fixed. */
export const readPage: Handler = async (c) => {
  const page = (await loadSite()).readPage(c.req.path)
  return page === undefined ? c.notFound() : c.html(await page, 200, REVALIDATE)
}
