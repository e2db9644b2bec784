import type { CatalogModel, ResolvedKey } from '@gptget/contracts'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import { describeGeminiModel } from '../../answers/describe-gemini-model.ts'
import { describeModel } from '../../answers/describe-model.ts'
import type { EdgeContext } from '../../context.ts'
import { isUsable } from '../../pipeline/choose-model/usable-models.ts'
import { isGoogleCaller } from '../../requests/google-caller.ts'
import { requireCaller } from '../../requests/require-caller.ts'

/** Every model that a key may use, in the format of OpenAI and of Gemini, and their number. */
export const listModelsRoutes = (context: EdgeContext): Hono<HttpEnv> => {
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
    .get('/v1beta/models', withKey, (c) => c.json({ models: usableBy(c.var.key).map(describeGeminiModel) }))
}

type Models = readonly CatalogModel[]

const printList = (models: Models): string =>
  JSON.stringify({
    object: 'list',
    data: models.map(describeModel),
    total_count: models.length,
    links: { next: null },
  })

/** Printing hundreds of models takes milliseconds, so the result is cached until they change. */
const oncePerCatalog = (print: (models: Models) => string): ((models: Models) => string) => {
  let last: { models: Models; text: string } | null = null
  return (models) => {
    if (last?.models !== models) last = { models, text: print(models) }
    return last.text
  }
}
