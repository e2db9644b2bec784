import { z } from 'zod'
import { LOOKUP_ERRORS } from '../error-sets.ts'
import type { Operation } from '../operation.ts'
import {
  anthropicModelsQuerySchema,
  modelCountSchema,
  modelListSchema,
  modelSchema,
  modelsQuerySchema,
} from '../schemas/models.ts'
import { openAiJavaScript, openAiPython } from './samples.ts'

const EXAMPLE = {
  id: 'openai/gpt-4o',
  canonical_slug: 'openai/gpt-4o',
  object: 'model',
  created: 1_715_367_049,
  owned_by: 'openai',
  name: 'GPT-4o',
  description: 'Reads text and images, writes text. Calls tools. Context of 128,000 tokens.',
  context_length: 128_000,
  architecture: {
    modality: 'text+image->text',
    input_modalities: ['text', 'image'],
    output_modalities: ['text'],
  },
  pricing: { prompt: '0.0000025', completion: '0.00001', input_cache_read: '0.00000125' },
  top_provider: { context_length: 128_000, max_completion_tokens: 16_384, is_moderated: false },
  default_parameters: null,
  per_request_limits: null,
  supported_voices: null,
  links: { details: '/v1/models/openai/gpt-4o' },
  supported_parameters: ['max_tokens', 'response_format', 'temperature', 'tools'],
  built_in_tools: { web_search: ['web_search'], file_search: ['file_search'] },
}

export const countModels: Operation = {
  route: 'GET /v1/models/count',
  path: '/v1/models/count',
  operationId: 'countModels',
  tag: 'Models',
  summary: 'Count models',
  description: 'The number of models that this key can call.',
  dialect: 'openai-chat',
  answer: { description: 'The number.', schema: modelCountSchema, example: { data: { count: 512 } } },
  errors: LOOKUP_ERRORS,
}

export const listModels: Operation = {
  route: 'GET /v1/models',
  path: '/v1/models',
  operationId: 'listModels',
  tag: 'Models',
  summary: 'List models',
  description:
    'The models that this key can call. With the header `anthropic-version`, which Anthropic’s SDKs send, the answer ' +
    'also has the fields of Anthropic’s API: `type`, `display_name`, `created_at`, `lifecycle`, `retires_at`, ' +
    '`max_input_tokens` and `max_tokens` of a model, and `first_id`, `last_id` and `has_more` of the list.',
  dialect: 'openai-chat',
  query: modelsQuerySchema.extend(anthropicModelsQuerySchema.partial().shape),
  answer: {
    description: 'The models.',
    schema: modelListSchema,
    example: { object: 'list', data: [EXAMPLE], total_count: 1, links: { next: null } },
  },
  errors: LOOKUP_ERRORS,
  samples: [
    openAiPython(`for model in client.models.list():
    print(model.id)`),
    openAiJavaScript(`for await (const model of client.models.list()) console.log(model.id)`),
  ],
}

export const readModel: Operation = {
  route: 'GET /v1/models/:id{.+}',
  path: '/v1/models/{provider}/{model}',
  operationId: 'readModel',
  tag: 'Models',
  summary: 'Retrieve a model',
  description: 'One model by its id. The slash of the id may be sent as is or as `%2F`.',
  dialect: 'openai-chat',
  parameters: [
    {
      name: 'provider',
      in: 'path',
      isRequired: true,
      description: 'The part of the id before the slash.',
      schema: z.string(),
      example: 'openai',
    },
    {
      name: 'model',
      in: 'path',
      isRequired: true,
      description: 'The part after the slash.',
      schema: z.string(),
      example: 'gpt-4o',
    },
  ],
  answer: { description: 'The model.', schema: modelSchema, example: EXAMPLE },
  errors: [...LOOKUP_ERRORS, 'model_not_found', 'model_not_allowed'],
}
