import type { CatalogModel, ResolvedKey } from '@gptget/contracts'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import { describeGeminiModel } from '../answers/describe-gemini-model.ts'
import { describeModel } from '../answers/describe-model.ts'
import type { EdgeContext } from '../context.ts'
import { requireModelAllowed } from '../pipeline/choose-model/find-model.ts'
import { isUsable } from '../pipeline/choose-model/usable-models.ts'
import { isGoogleCaller } from './google-caller.ts'
import { requireCaller } from './require-caller.ts'

export const modelsRoutes = (context: EdgeContext): Hono<HttpEnv> => {
  const { catalog } = context
  const withKey = requireCaller(context)
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
  const usableBy = (key: ResolvedKey) => catalog.models().filter((model) => isUsable(key, model))
  return new Hono<HttpEnv>()
    .get('/v1/models', withKey, (c) => {
      if (isGoogleCaller(c)) return c.json({ models: usableBy(c.var.key).map(describeGeminiModel) })
      const list = printFor(c.var.key, c.req.query('all') === 'true')
      return c.body(list, 200, { 'content-type': 'application/json' })
    })
    .get('/v1/models/count', withKey, (c) => c.json({ data: { count: usableBy(c.var.key).length } }))
    .get('/v1/models/:id{.+}', withKey, (c) => {
      const model = catalog.model(c.req.param('id'))
      requireModelAllowed(c.var.key, model.id)
      return c.json(isGoogleCaller(c) ? describeGeminiModel(model) : describeModel(model))
    })
}

type Models = readonly CatalogModel[]

const printList = (models: Models): string =>
  JSON.stringify({
    object: 'list',
    data: models.map(describeModel),
    total_count: models.length,
    links: { next: null },
  })

/** Hundreds of models take milliseconds to print: once is enough for as long as they stay the same. */
const oncePerCatalog = (print: (models: Models) => string): ((models: Models) => string) => {
  let last: { models: Models; text: string } | null = null
  return (models) => {
    if (last?.models !== models) last = { models, text: print(models) }
    return last.text
  }
}
