import type { anthropicModelsQuerySchema, googleModelsQuerySchema } from '@gptget/api/schemas/models'
import type { CatalogModel } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import type { z } from 'zod'

type Models = readonly CatalogModel[]
type Page = { models: Models; hasMore: boolean }

/** A page as Anthropic's callers ask for it. @throws PublicError invalid_request for an unknown id */
export const anthropicPage = (
  models: Models,
  { limit, after_id: after, before_id: before }: z.output<typeof anthropicModelsQuerySchema>,
): Page => {
  if (before === undefined)
    return pageFrom(models, after === undefined ? 0 : placeOf(models, after, 'after_id') + 1, limit)
  const end = placeOf(models, before, 'before_id')
  return { models: models.slice(Math.max(0, end - limit), end), hasMore: end > limit }
}

/** A page as Google's callers ask for it. @throws PublicError invalid_request for an unknown token */
export const googlePage = (
  models: Models,
  { pageSize, pageToken: after }: z.output<typeof googleModelsQuerySchema>,
): Page => {
  const start = after === undefined ? 0 : placeOf(models, after, 'pageToken') + 1
  return pageFrom(models, start, Math.min(pageSize || MOST_OF_GOOGLE, MOST_OF_GOOGLE))
}

const MOST_OF_GOOGLE = 1_000

const pageFrom = (models: Models, start: number, limit: number): Page => ({
  models: models.slice(start, start + limit),
  hasMore: start + limit < models.length,
})

const placeOf = (models: Models, id: string, param: string): number => {
  const place = models.findIndex((model) => model.id === id)
  if (place === -1) throw new PublicError('invalid_request', `${param}: there is no such model.`, { param })
  return place
}
