import type { ResolvedKey, CatalogModel } from '@gptget/contracts'
import { Hono } from 'hono'
import { isUsable } from '../access/usable-models.ts'
import { authenticate, requireModelAllowed } from '../access/authenticate.ts'
import { describeModel } from '../answers/describe-model.ts'
import type { EdgeEnv } from '../app.ts'
import type { EdgeContext } from '../context.ts'

export const modelsRoutes = ({ catalog, keys, now }: EdgeContext): Hono<EdgeEnv> => {
  const printAvailable = oncePerCatalog((models) =>
    printList(models.filter(({ isAvailable }) => isAvailable)),
  )
  const printAll = oncePerCatalog(printList)
  const printFor = (key: ResolvedKey, isWholeCatalog: boolean): string => {
    const models = catalog.models()
    if (isWholeCatalog) return printAll(models)
    return key.allowedModels === null && key.byokKeys.length === 0
      ? printAvailable(models)
      : printList(models.filter((model) => isUsable(key, model)))
  }
  return new Hono<EdgeEnv>()
    .get('/v1/models', async (c) => {
      const key = await authenticate(c.env.incoming, keys, now())
      const list = printFor(key, c.req.query('all') === 'true')
      return c.body(list, 200, { 'content-type': 'application/json' })
    })
    .get('/v1/models/:id{.+}', async (c) => {
      const key = await authenticate(c.env.incoming, keys, now())
      const model = catalog.model(c.req.param('id'))
      requireModelAllowed(key, model.id)
      return c.json(describeModel(model))
    })
}

type Models = readonly CatalogModel[]

const printList = (models: Models): string =>
  JSON.stringify({ object: 'list', data: models.map(describeModel) })

/** Hundreds of models take milliseconds to print: once is enough for as long as they stay the same. */
const oncePerCatalog = (print: (models: Models) => string): ((models: Models) => string) => {
  let last: { models: Models; text: string } | null = null
  return (models) => {
    if (last?.models !== models) last = { models, text: print(models) }
    return last.text
  }
}
