import type { Context } from 'hono'
import type { PageFile } from '../page-files.ts'

/** Sends a file of the pages, packed where the browser takes that. */
export const sendFile = (c: Context, file: PageFile, cacheControl: string): Response => {
  const headers = { 'cache-control': cacheControl, etag: file.etag, vary: 'accept-encoding' }
  if (c.req.header('if-none-match') === file.etag) return c.body(null, 304, headers)
  const isZipped = file.zipped !== null && /\bgzip\b/.test(c.req.header('accept-encoding') ?? '')
  const bytes = isZipped ? file.zipped! : file.bytes
  return c.body(new Uint8Array(bytes), 200, {
    ...headers,
    'content-type': file.type,
    ...(isZipped ? { 'content-encoding': 'gzip' } : {}),
  })
}
