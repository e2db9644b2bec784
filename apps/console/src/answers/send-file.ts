import type { Context } from 'hono'
import { ENCODINGS, type PageFile } from '../page-files.ts'

/** Sends a file of the pages in the best compression that the browser accepts. */
export const sendFile = (c: Context, file: PageFile, cacheControl: string): Response => {
  const headers = { 'cache-control': cacheControl, etag: file.etag, vary: 'accept-encoding' }
  if (c.req.header('if-none-match') === file.etag) return c.body(null, 304, headers)
  const accepted = new Set((c.req.header('accept-encoding') ?? '').split(/[\s,]+/))
  const encoding = ENCODINGS.find((name) => accepted.has(name) && file.packed[name] !== undefined)
  const bytes = encoding === undefined ? file.bytes : file.packed[encoding]!
  return c.body(new Uint8Array(bytes), 200, {
    ...headers,
    'content-type': file.type,
    ...(encoding === undefined ? {} : { 'content-encoding': encoding }),
  })
}
