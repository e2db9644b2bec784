import type { anthropicModelSchema } from '@gptget/api/schemas/models'
import type { CatalogModel } from '@gptget/contracts'
import type { z } from 'zod'
import { describeModel } from './describe-model.ts'

/** A model as Anthropic's `models.list` describes one, with the fields that `/v1/models` has for other callers. */
export const describeAnthropicModel = (model: CatalogModel): z.output<typeof anthropicModelSchema> => ({
  ...describeModel(model),
  type: 'model',
  display_name: model.name,
  created_at: new Date(model.createdAtSeconds * 1_000).toISOString(),
  lifecycle: model.retiresAt === null ? 'active' : 'deprecated',
  deprecated_at: null,
  retires_at: model.retiresAt === null ? null : new Date(model.retiresAt).toISOString(),
  line: null,
  max_input_tokens: model.contextTokens,
  max_tokens: model.maxOutputTokens,
  capabilities: null,
})
