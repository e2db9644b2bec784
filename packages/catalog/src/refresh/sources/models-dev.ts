import { z } from 'zod'
import { SELLERS } from '../reviewed/sellers.ts'
import type { Listing } from './listing.ts'
import type { SourceFile } from './source-file.ts'

/** The used part of `https://models.dev/api.json`. */
export const modelsDevApi = z.record(
  z.string(),
  z.object({
    models: z.record(
      z.string(),
      z.object({
        id: z.string(),
        name: z.string(),
        release_date: z.string().optional(),
        limit: z.object({ context: z.number(), output: z.number() }),
        modalities: z.object({ input: z.array(z.string()), output: z.array(z.string()) }),
        reasoning: z.boolean(),
        tool_call: z.boolean(),
        structured_output: z.boolean().optional(),
        temperature: z.boolean().optional(),
      }),
    ),
  }),
)
type Api = z.output<typeof modelsDevApi>
type Model = Api[string]['models'][string]

/** Selects the facts of models.dev that the catalog uses, without prices. */
export const readModelsDev = (api: Api, date: string): SourceFile => ({
  package: 'models.dev',
  version: date,
  date,
  licence: 'MIT',
  url: 'https://models.dev/api.json',
  sellers: Object.fromEntries(
    SELLERS.map(({ provider, modelsDev }) => [
      provider,
      Object.values(api[modelsDev]?.models ?? {}).map(readModel),
    ]),
  ),
})

const readModel = (model: Model): Listing => ({
  model: model.id,
  name: model.name,
  ...(z.iso.date().safeParse(model.release_date).success ? { released: model.release_date } : {}),
  ...(model.limit.context > 0 ? { context: model.limit.context } : {}),
  ...(model.limit.output > 0 ? { maxOutput: model.limit.output } : {}),
  input: model.modalities.input,
  output: model.modalities.output,
  hasTools: model.tool_call,
  isReasoning: model.reasoning,
  ...(model.structured_output === undefined ? {} : { hasJsonSchema: model.structured_output }),
  ...(model.temperature === undefined ? {} : { hasSampling: model.temperature }),
})
