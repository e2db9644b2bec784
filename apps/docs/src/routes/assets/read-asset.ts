import type { Context } from 'hono'
import { KEEP, REVALIDATE } from '../../caching.ts'
import { loadSite } from '../../load-site.ts'

/** Serves a file by its name with its hash. */
export const readAsset = async (c: Context): Promise<Response> => answer(c, c.req.param('name') ?? '', KEEP)

/** Serves the icon, which browsers request by default. */
export const readFavicon = async (c: Context): Promise<Response> => answer(c, c.req.path.slice(1), REVALIDATE)

const answer = async (c: Context, name: string, caching: Record<string, string>): Promise<Response> => {
  const asset = (await loadSite()).readAsset(name)
  if (asset === undefined) return c.notFound()
  return c.body(new Uint8Array(asset.bytes), 200, { ...caching, 'content-type': asset.type })
}
