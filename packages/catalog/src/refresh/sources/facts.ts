import { z } from 'zod'

/** What models.dev says of one model at one provider, without its price. */
export const facts = z.object({
  id: z.string(),
  name: z.string(),
  released: z.iso.date().optional(),
  context: z.number(),
  maxOutput: z.number(),
  input: z.array(z.string()),
  output: z.array(z.string()),
  reasoning: z.boolean(),
  tools: z.boolean(),
  jsonSchema: z.boolean().optional(),
  sampling: z.boolean().optional(),
})
export type Facts = z.output<typeof facts>

/** models.dev's provider -> its models. */
export const factsFile = z.object({ date: z.iso.date(), providers: z.record(z.string(), z.array(facts)) })
export type FactsFile = z.output<typeof factsFile>

/** `https://models.dev/api.json`, as far as it is used. */
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

/** Keeps of models.dev's data what the catalog uses. `providerIds`: models.dev's own. */
export const extractFacts = (
  api: z.output<typeof modelsDevApi>,
  providerIds: readonly string[],
  date: string,
): FactsFile => ({
  date,
  providers: Object.fromEntries(
    providerIds.toSorted().map((providerId) => [
      providerId,
      Object.values(api[providerId]?.models ?? {})
        .map((model) => ({
          id: model.id,
          name: model.name,
          ...(isDate(model.release_date) ? { released: model.release_date } : {}),
          context: model.limit.context,
          maxOutput: model.limit.output,
          input: model.modalities.input,
          output: model.modalities.output,
          reasoning: model.reasoning,
          tools: model.tool_call,
          ...(model.structured_output === undefined ? {} : { jsonSchema: model.structured_output }),
          ...(model.temperature === undefined ? {} : { sampling: model.temperature }),
        }))
        .toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    ]),
  ),
})

const isDate = (text: string | undefined): text is string =>
  text !== undefined && z.iso.date().safeParse(text).success

/** One line per model, so that differences can be read. */
export const printFacts = ({ date, providers }: FactsFile): string => {
  const groups = Object.entries(providers).map(
    ([id, models]) =>
      `${JSON.stringify(id)}: [${models.map((model) => `\n${JSON.stringify(model)}`).join(',')}\n]`,
  )
  return `{"date": ${JSON.stringify(date)}, "providers": {\n${groups.join(',\n')}\n}}\n`
}
