import type { Context } from 'hono'
import { loadSite } from '../../load-site.ts'

/** A page that says so, and where to look. */
export const answerNotFound = async (c: Context): Promise<Response> =>
  c.html(await (await loadSite()).printNotFound(), 404)
