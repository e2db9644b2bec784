import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import { secureHeaders } from 'hono/secure-headers'
import { readPageFile } from '../../page/files.ts'

/** Only our files and the socket beside them. It may be framed by anyone: without a token it shows nothing. */
const guard = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    styleSrc: ["'self'", "'unsafe-inline'"],
    scriptSrc: ["'self'"],
    connectSrc: ["'self'", 'ws:', 'wss:'],
    imgSrc: ["'self'", 'data:', 'blob:'],
    baseUri: ["'none'"],
    formAction: ["'none'"],
  },
  xFrameOptions: false,
  crossOriginResourcePolicy: false,
  strictTransportSecurity: false,
})

/** The page of the live view. It is the same for every computer: the token in its address says which one it shows. */
export const readPageRoute = (): Hono<HttpEnv> =>
  new Hono<HttpEnv>().get('/i/:instance/*', guard, async (c) => {
    const name = c.req.path.split('/').slice(3).join('/')
    const file = await readPageFile(name)
    if (file === null) return c.notFound()
    const isPage = name === 'vnc.html'
    return c.body(new Uint8Array(file.bytes), 200, {
      'content-type': file.type,
      'cache-control': isPage ? 'no-store' : 'public, max-age=3600',
    })
  })
