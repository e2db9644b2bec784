import { LargeBody } from '@gptget/threads'
import type { Body, Threads } from '@gptget/threads'
import type { Catalog, Route } from '../../catalog/catalog.ts'
import type { Asked } from '../generation/asked.ts'
import type { ReadHead } from '../../bodies/prepared.ts'
import { candidateOf, contentOf, knownContent, NO_CONTENT } from '../../bodies/content.ts'
import type { Content, readContent } from '../../bodies/content.ts'

type Reading = {
  head: ReadHead & Pick<Asked['head'], 'routing'>
  catalog: Catalog
  body: Body
  turn: { caller: string }
}

/**
 * The facts for planning a request: those of a large one are read in advance in a thread, if there is a choice at all.
 */
export const contentFor = async (
  { threads }: { threads: Threads<{ readContent: typeof readContent }> },
  { head, catalog, body, turn }: Reading,
): Promise<Content> => {
  if (head.operation !== 'chat') return NO_CONTENT
  if (!(body instanceof LargeBody)) return contentOf(body, head, catalog)
  const routes = routesOf(catalog, head)
  if (routes.length < 2 && head.routing === undefined) return NO_CONTENT
  const { operation, dialect, model, isStream, isStrict } = head
  const candidates =
    head.routing?.requiresParameters === true ? routes.map((route) => candidateOf(catalog, route)) : []
  const asking = { head: { operation, dialect, model, isStream, isStrict }, candidates }
  return knownContent(await threads.run('readContent', body, asking, turn))
}

const routesOf = (catalog: Catalog, { model, routing }: Reading['head']): Route[] =>
  [model, ...(routing?.fallbackModels ?? []).map(({ id }) => id)].flatMap(
    (id) => catalog.models.get(id)?.routes ?? [],
  )
