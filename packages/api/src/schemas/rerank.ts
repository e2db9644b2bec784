import { z } from 'zod'
import { preferenceFields } from './preferences.ts'

export const rerankRequestDescription = z
  .looseObject({
    ...preferenceFields,
    model: z.string().describe('Which model: `provider/model`, with `rerank` among its output modalities.'),
    query: z.string().describe('The query to rank the documents by.'),
    documents: z
      .array(z.union([z.string(), z.looseObject({})]))
      .describe(
        'The documents, at most 1,000: texts, `{ "text" }`, or `{ "image" }` for models that take images. Other objects are ranked by their JSON.',
      ),
    top_n: z
      .int()
      .positive()
      .optional()
      .describe('How many of the best documents to return. Voyage’s `top_k` is the same.'),
    return_documents: z.boolean().optional().describe('Return the documents with their ranks.'),
    max_tokens_per_doc: z.int().positive().optional().describe('The same as in Cohere’s API.'),
    truncation: z.boolean().optional().describe('The same as in Voyage’s API.'),
  })
  .meta({ id: 'RerankRequest' })

const rank = z.looseObject({
  index: z.int().nonnegative().describe('The index of the document in the request.'),
  relevance_score: z.number(),
})

export const rerankSchema = z
  .looseObject({
    id: z.string().describe('Look it up at `/v1/generation`.'),
    model: z.string(),
    results: z.array(rank).optional().describe('Best first.'),
    data: z.array(rank).optional().describe('The same for a request with Voyage’s `top_k` or `truncation`.'),
    usage: z.looseObject({ total_tokens: z.int().nonnegative(), cost: z.number().describe('US dollars.') }),
  })
  .meta({ id: 'Ranks' })
