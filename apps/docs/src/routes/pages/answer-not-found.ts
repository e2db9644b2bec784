import type { Context } from 'hono'
import { loadSite } from '../../load-site.ts'

/** Answers 404 with a page that links to the search. */
export const answerNotFound = async (c: Context): Promise<Response> =>
  c.html(await (await loadSite()).printNotFound(), 404)
