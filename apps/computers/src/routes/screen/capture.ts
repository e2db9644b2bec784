import { screenshotQuerySchema } from '@gptget/api/schemas/computer-actions'
import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { invalidAt } from '@gptget/protocol'
import { Hono } from 'hono'
import type { Context as HonoContext } from 'hono'
import type { Context } from '../../context.ts'
import { audited, queryOf } from '../../requests/asked.ts'
import { encodeFrame } from '../../screen/encode-frame.ts'
import { SETTLE } from '../../screen/look-afterwards.ts'
import type { Rectangle } from '../../screen/rfb.ts'
import type { Screen } from '../../screen/screen.ts'

/** An image of the screen, or of a part of it. */
export const captureScreenRoute = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>().get('/v1/computers/:id/screenshot', requireKey(context), (c) =>
    takeScreenshot(context, c),
  )

const takeScreenshot = async (context: Context, c: HonoContext<HttpEnv>): Promise<Response> => {
  const query = queryOf(c, screenshotQuerySchema)
  const accept = c.req.header('accept') ?? ''
  const rawType = ['image/png', 'image/jpeg'].find((type) => accept.includes(type))
  const format = query.format ?? (rawType === 'image/jpeg' ? 'jpeg' : 'png')
  const taken = await audited(context, c, { action: 'screenshot', detail: query }, (live) =>
    live.use(async () => {
      const screen = await live.screen()
      const region = query.region === undefined ? null : regionOf(query.region, screen)
      const settled = query.settle === 'true' ? await screen.settle(SETTLE) : {}
      const picture = await encodeFrame(await screen.capture(), screen, { ...query, format, region })
      return { picture, settled }
    }),
  )
  const { bytes, width, height } = taken.picture
  if (rawType !== undefined)
    return c.body(new Uint8Array(bytes), 200, {
      'content-type': `image/${format}`,
      'cache-control': 'no-store',
    })
  return c.json({ image: bytes.toString('base64'), format, width, height, ...taken.settled })
}

const regionOf = (text: string, screen: Screen): Rectangle => {
  const [x = 0, y = 0, width = 0, height = 0] = text.split(',').map(Number)
  if (width > 0 && height > 0 && x + width <= screen.width && y + height <= screen.height)
    return { x, y, width, height }
  throw invalidAt('region', `it must lie within the screen, which is ${screen.width}x${screen.height}.`)
}
