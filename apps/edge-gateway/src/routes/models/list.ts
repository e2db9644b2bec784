import { anthropicModelsQuerySchema, googleModelsQuerySchema } from '@gptget/api/schemas/models'
import type { CatalogModel, ResolvedKey } from '@gptget/contracts'
import type { HttpEnv } from '@gptget/http'
import { parseAt } from '@gptget/protocol'
import { Hono, type Context } from 'hono'
import { describeAnthropicModel } from '../../answers/describe-anthropic-model.ts'
import { describeGeminiModel } from '../../answers/describe-gemini-model.ts'
import { describeModel } from '../../answers/describe-model.ts'
import { listPage } from '../../answers/list-page.ts'
import { anthropicPage, googlePage } from '../../answers/page-of-models.ts'
import type { EdgeContext } from '../../context.ts'
import { isUsable } from '../../pipeline/choose-model/usable-models.ts'
import { isAnthropicCaller } from '../../requests/anthropic-caller.ts'
import { isGoogleCaller } from '../../requests/google-caller.ts'
import { requireCaller } from '../../requests/require-caller.ts'

/** Every model that a key may use, in the format of OpenAI, Anthropic and Gemini, and their number. */
export const listModelsRoutes = (context: EdgeContext): Hono<HttpEnv> => {
  const { catalog } = context
  const withKey = requireCaller(context)
  const printAvailable = oncePerCatalog((models) =>
    printList(models.filter(({ isAvailable }) => isAvailable)),
  )
  const printAll = oncePerCatalog(printList)
  const usableBy = (key: ResolvedKey): Models => catalog.models().filter((model) => isUsable(key, model))
  const modelsFor = (c: Caller): Models => (isWholeCatalog(c) ? catalog.models() : usableBy(c.var.key))
  const printFor = (c: Caller): string => {
    if (isWholeCatalog(c)) return printAll(catalog.models())
    const { allowedModels, byokKeys } = c.var.key
    const isUnrestricted = allowedModels === null && byokKeys.length === 0
    return isUnrestricted ? printAvailable(catalog.models()) : printList(usableBy(c.var.key))
  }
  return new Hono<HttpEnv>()
    .get('/v1/models', withKey, (c) => {
      if (isGoogleCaller(c)) {
        const usable = usableBy(c.var.key)
        return c.json({ ...listOf(usable), ...listForGoogle(c, usable) })
      }
      if (isAnthropicCaller(c)) return c.json(listForAnthropic(c, modelsFor(c)))
      return c.body(printFor(c), 200, { 'content-type': 'application/json' })
    })
    .get('/v1/models/count', withKey, (c) => c.json({ data: { count: usableBy(c.var.key).length } }))
    .get('/v1beta/models', withKey, (c) => c.json(listForGoogle(c, usableBy(c.var.key))))
}

type Caller = Context<HttpEnv>

const isWholeCatalog = (c: Caller): boolean => c.req.query('all') === 'true'
type Models = readonly CatalogModel[]

const listOf = (models: Models) => ({
  object: 'list' as const,
  data: models.map(describeModel),
  total_count: models.length,
  links: { next: null },
})

const printList = (models: Models): string => JSON.stringify(listOf(models))

const listForAnthropic = (c: Caller, all: Models) => {
  const { models, hasMore } = anthropicPage(all, parseAt(anthropicModelsQuerySchema, c.req.query()))
  return {
    ...listPage(models.map(describeAnthropicModel), hasMore),
    total_count: all.length,
    links: { next: null },
  }
}

const listForGoogle = (c: Caller, all: Models) => {
  const { models, hasMore } = googlePage(all, parseAt(googleModelsQuerySchema, c.req.query()))
  const next = hasMore ? { nextPageToken: models.at(-1)?.id } : {}
  return { models: models.map(describeGeminiModel), ...next }
}

/** Printing hundreds of models takes milliseconds, so the result is cached until they change. */
const oncePerCatalog = (print: (models: Models) => string): ((models: Models) => string) => {
  let last: { models: Models; text: string } | null = null
  return (models) => {
    if (last?.models !== models) last = { models, text: print(models) }
    return last.text
  }
}
