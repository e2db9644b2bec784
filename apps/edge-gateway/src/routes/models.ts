import type { ApiKeyRecord, CatalogModel } from '@gptget/bus'
import { Hono } from 'hono'
import { authenticate, requireModelAllowed } from '../access/authenticate.ts'
import { describeModel } from '../answers/describe-model.ts'
import type { EdgeEnv } from '../app.ts'
import type { EdgeContext } from '../context.ts'

export const modelsRoutes = ({ catalog, keys, now }: EdgeContext): Hono<EdgeEnv> =>
  new Hono<EdgeEnv>()
    .get('/v1/models', async (c) => {
      const key = await authenticate(c.env.incoming, keys, now())
      const isWholeCatalog = c.req.query('all') === 'true'
      const models = catalog.models().filter((model) => isWholeCatalog || isUsable(key, model))
      return c.json({ object: 'list', data: models.map(describeModel) })
    })
    .get('/v1/models/:id{.+}', async (c) => {
      const key = await authenticate(c.env.incoming, keys, now())
      const model = catalog.model(decodeURIComponent(c.req.param('id')))
      requireModelAllowed(key, model.id)
      return c.json(describeModel(model))
    })

const isUsable = (key: ApiKeyRecord, model: CatalogModel): boolean =>
  model.isAvailable && (key.allowedModels === null || key.allowedModels.includes(model.id))
