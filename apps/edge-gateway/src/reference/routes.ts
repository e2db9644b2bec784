import { Hono } from 'hono'
import { compress } from 'hono/compress'
import { etag } from 'hono/etag'
import { secureHeaders } from 'hono/secure-headers'
import type { HttpEnv } from '@gptget/http'

/** Nothing but our own two files, so that the page works where there is no other host, and no text in it can act. */
const guard = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    styleSrc: ["'self'"],
    scriptSrc: ["'self'"],
    imgSrc: ['data:'],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
  },
  // Whether a host is only to be reached by TLS is for whoever terminates it to say.
  strictTransportSecurity: false,
})

type Reference = typeof import('./reference.ts')

/** The reference is made when it is first asked for: an edge starts without it. */
let loading: Promise<Reference> | undefined
const load = (): Promise<Reference> => (loading ??= import('./reference.ts'))

const REVALIDATE = { 'cache-control': 'public, no-cache' }
/** The page names these files with the hash of what is in them. */
const KEEP = { 'cache-control': 'public, max-age=31536000, immutable' }

/** `/openapi.json` and the page that shows it. */
export const referenceRoutes = (): Hono<HttpEnv> =>
  new Hono<HttpEnv>()
    .get('/openapi.json', compress(), etag(), async (c) => {
      const { readDocument } = await load()
      return c.body(readDocument(), 200, { ...REVALIDATE, 'content-type': 'application/json' })
    })
    .get('/docs', compress(), etag(), guard, async (c) => {
      const { readPage } = await load()
      return c.html(readPage(), 200, REVALIDATE)
    })
    .get('/docs/page.css', compress(), etag(), async (c) => {
      const { PAGE_STYLE } = await load()
      return c.body(PAGE_STYLE, 200, { ...KEEP, 'content-type': 'text/css; charset=utf-8' })
    })
    .get('/docs/page.js', compress(), etag(), async (c) => {
      const { PAGE_SCRIPT } = await load()
      return c.body(PAGE_SCRIPT, 200, { ...KEEP, 'content-type': 'text/javascript; charset=utf-8' })
    })
