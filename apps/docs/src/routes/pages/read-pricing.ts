import type { Handler } from 'hono'
import { REVALIDATE } from '../../caching.ts'
import type { Context } from '../../context.ts'
import { loadSite } from '../../load-site.ts'

/** What every model costs now. */
export const readPricing =
  ({ readModels, logger }: Context): Handler =>
  async (c) => {
    const models = await readModels().catch((error: unknown) => {
      logger.warn({ err: error }, 'the prices could not be read')
      return null
    })
    const text = await (await loadSite()).printPricing(models)
    return c.html(text, models === null ? 503 : 200, REVALIDATE)
  }
