import type { Handler } from 'hono'
import { REVALIDATE } from '../../caching.ts'
import { loadSite } from '../../load-site.ts'

const JSON_TYPE = { ...REVALIDATE, 'content-type': 'application/json' }

/** The OpenAPI document. */
export const readDocument: Handler = async (c) => c.body((await loadSite()).DOCUMENT_TEXT, 200, JSON_TYPE)

/** The index of the pages' search. */
export const readSearchIndex: Handler = async (c) => c.body((await loadSite()).SEARCH_TEXT, 200, JSON_TYPE)
