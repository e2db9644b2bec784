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
 * Pages may load only this host's files: they then work without internet access, and injected text cannot run.
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
  // The proxy that terminates TLS decides whether to set this header.
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
