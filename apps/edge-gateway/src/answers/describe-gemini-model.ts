import type { geminiModelSchema } from '@gptget/api/schemas/gemini'
import type { CatalogModel } from '@gptget/contracts'
import type { z } from 'zod'

/** A model as Google's `models.list` describes one (ai.google.dev/api/models). */
export const describeGeminiModel = (model: CatalogModel): z.output<typeof geminiModelSchema> => ({
  name: `models/${model.id}`,
  baseModelId: model.id,
  version: model.id,
  displayName: model.name,
  description: model.description ?? '',
  ...(model.contextTokens === null ? {} : { inputTokenLimit: model.contextTokens }),
  ...(model.maxOutputTokens === null ? {} : { outputTokenLimit: model.maxOutputTokens }),
  supportedGenerationMethods: model.outputModalities.includes('embeddings')
    ? ['embedContent', 'batchEmbedContents']
    : ['generateContent', 'streamGenerateContent', 'countTokens'],
})
