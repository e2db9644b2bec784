import { z } from 'zod'
import { preferenceFields } from './preferences.ts'

export const rerankRequestDescription = z
  .looseObject({
    ...preferenceFields,
    model: z.string().describe('Which model: `provider/model`, with `rerank` among its output modalities.'),
    query: z.string().describe('What the documents are ranked by.'),
    documents: z
      .array(z.union([z.string(), z.looseObject({})]))
      .describe(
        'What is ranked, at most 1,000: texts, `{ "text" }`, or `{ "image" }` where the model sees. Other objects are ranked as their JSON.',
      ),
    top_n: z
      .int()
      .positive()
      .optional()
      .describe('How many of the best to answer. Voyage’s `top_k` is the same.'),
    return_documents: z.boolean().optional().describe('Give the documents back with their ranks.'),
    max_tokens_per_doc: z.int().positive().optional().describe('Cohere’s.'),
    truncation: z.boolean().optional().describe('Voyage’s.'),
  })
  .meta({ id: 'RerankRequest' })

const rank = z.looseObject({
  index: z.int().nonnegative().describe('The place of the document in the request.'),
  relevance_score: z.number(),
})

export const rerankSchema = z
  .looseObject({
    id: z.string().describe('Looks up in `/v1/generation`.'),
    model: z.string(),
    results: z.array(rank).optional().describe('Best first.'),
    data: z.array(rank).optional().describe('The same for a request with Voyage’s `top_k` or `truncation`.'),
    usage: z.looseObject({ total_tokens: z.int().nonnegative(), cost: z.number().describe('US dollars.') }),
  })
  .meta({ id: 'Ranks' })
