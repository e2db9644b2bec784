import { screenshotQuerySchema, setClipboardRequestSchema } from '@gptget/api/schemas/computer-actions'
import { PublicError } from '@gptget/errors'
import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { invalidAt } from '@gptget/protocol'
import { Hono } from 'hono'
import type { Context as HonoContext } from 'hono'
import { z } from 'zod'
import { askAgentForJson } from '../agent/ask-agent.ts'
import type { Context } from '../context.ts'
import { encodeFrame } from '../screen/encode-frame.ts'
import type { Rectangle } from '../screen/rfb.ts'
import type { Screen } from '../screen/screen.ts'
import { SETTLE } from './actions.ts'
import { audited, bodyOf, queryOf } from './asked.ts'

const windows = z.object({ windows: z.array(z.record(z.string(), z.json())).max(1_000) })
const clipboard = z.object({ text: z.string() })

/** What can be seen: the screen, the mouse, windows, the clipboard. */
export const screenRoutes = (context: Context): Hono<HttpEnv> => {
  const withKey = requireKey(context)
  return new Hono<HttpEnv>()
    .get('/v1/computers/:id/screenshot', withKey, (c) => takeScreenshot(context, c))
    .get('/v1/computers/:id/cursor', withKey, async (c) =>
      c.json(
        await audited(context, c, { action: 'cursor', detail: {} }, (live) =>
          live.use(async () => (await live.screen()).cursor),
        ),
      ),
    )
    .get('/v1/computers/:id/windows', withKey, async (c) => {
      const found = await audited(context, c, { action: 'windows', detail: {} }, (live) =>
        live.use(async () => windows.parse(await askAgentForJson(live, { method: 'GET', path: '/windows' }))),
      )
      return c.json({ object: 'list', data: found.windows })
    })
    .post('/v1/computers/:id/windows/:window/focus', withKey, async (c) => {
      const id = c.req.param('window')
      if (!/^0x[0-9a-f]{1,8}$/i.test(id)) throw new PublicError('not_found', 'There is no such window.')
      await audited(context, c, { action: 'focus', detail: { id } }, (live) =>
        live.inTurn(() => askAgentForJson(live, { method: 'POST', path: '/focus', json: { id } })),
      )
      return c.json({ success: true })
    })
    .get('/v1/computers/:id/clipboard', withKey, async (c) =>
      c.json(
        await audited(context, c, { action: 'read_clipboard', detail: {} }, (live) =>
          live.use(async () =>
            clipboard.parse(await askAgentForJson(live, { method: 'GET', path: '/clipboard' })),
          ),
        ),
      ),
    )
    .put('/v1/computers/:id/clipboard', withKey, async (c) => {
      const { text } = await bodyOf(context, c, setClipboardRequestSchema)
      const detail = { characters: text.length }
      await audited(context, c, { action: 'set_clipboard', detail }, (live) =>
        live.inTurn(() => askAgentForJson(live, { method: 'PUT', path: '/clipboard', json: { text } })),
      )
      return c.json({ success: true })
    })
}

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
