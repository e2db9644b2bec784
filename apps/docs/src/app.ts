import { healthRoutes } from '@gptget/runtime'
import { Hono } from 'hono'
import { compress } from 'hono/compress'
import { etag } from 'hono/etag'
import { secureHeaders } from 'hono/secure-headers'
import type { Context } from './context.ts'
import { readAsset, readFavicon } from './routes/assets/read-asset.ts'
import { readDocument, readSearchIndex } from './routes/document/read-document.ts'
import { answerNotFound } from './routes/pages/answer-not-found.ts'
import { readPage } from './routes/pages/read-page.ts'

/**
 * Nothing but this host's own files, so that the pages work where there is no other host, and no text in them can act.
 */
const guard = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    styleSrc: ["'self'"],
    scriptSrc: ["'self'"],
    connectSrc: ["'self'"],
    imgSrc: ["'self'"],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
  },
  // Whether a host is reached by TLS only is up to the proxy that terminates it.
  strictTransportSecurity: false,
})

/** The site: guides and the API reference. */
export const createApp = ({ checks }: Context): Hono =>
  new Hono()
    .route('/', healthRoutes(checks))
    .use(compress(), etag(), guard)
    .get('/favicon.ico', readFavicon)
    .get('/favicon.svg', readFavicon)
    .get('/openapi.json', readDocument)
    .get('/docs/search.json', readSearchIndex)
    .get('/docs/assets/:name', readAsset)
    .get('/docs', readPage)
    .get('/docs/*', readPage)
    .notFound(answerNotFound)
