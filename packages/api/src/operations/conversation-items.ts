import { GENERATION_ERRORS, LOOKUP_ERRORS } from '../error-sets.ts'
import type { Operation, Parameter } from '../operation.ts'
import {
  compactionRequestSchema,
  compactionSchema,
  conversationItemsRequestSchema,
  conversationSchema,
  conversationUpdateSchema,
  inputItemsQuerySchema,
  inputItemsSchema,
  itemSchema,
} from '../schemas/stored-responses.ts'
import { z } from 'zod'

const conversationId: Parameter = {
  name: 'id',
  in: 'path',
  description: 'The `id` of the conversation.',
  schema: z.string(),
  isRequired: true,
  example: 'conv_abc123',
}
const itemId: Parameter = {
  name: 'item_id',
  in: 'path',
  description: 'The `id` of the item.',
  schema: z.string(),
  isRequired: true,
  example: 'msg_abc123_1_in0',
}

const common = {
  tag: 'Generations',
  dialect: 'openai-responses',
  errors: [...LOOKUP_ERRORS, 'not_found'],
} as const satisfies Partial<Operation>

const conversation = {
  id: 'conv_abc123',
  object: 'conversation',
  created_at: 1_730_000_000,
  metadata: { topic: 'demo' },
}
const item = {
  type: 'message',
  id: 'msg_abc123_1_in0',
  role: 'user',
  status: 'completed',
  content: [{ type: 'input_text', text: 'Hello!' }],
}
const list = { object: 'list', data: [item], first_id: item.id, last_id: item.id, has_more: false }

export const compactResponse: Operation = {
  ...common,
  route: 'POST /v1/responses/compact',
  path: '/v1/responses/compact',
  operationId: 'compactResponse',
  summary: 'Compact a conversation',
  description:
    'Summarizes a long conversation with any model. This is a generation like any other, with a charge and a receipt. Put `output` at the beginning of the next `input`.',
  request: {
    schema: compactionRequestSchema,
    examples: { 'A conversation': { model: 'openai/gpt-4o', input: 'We launch on Tuesday.' } },
  },
  answer: {
    description: 'The item that replaces the conversation.',
    schema: compactionSchema,
    example: {
      id: 'resp_abc123',
      object: 'response.compaction',
      created_at: 1_730_000_000,
      output: [
        { id: 'cmp_abc123', type: 'compaction', encrypted_content: 'eyJncHRnZXRTdW1tYXJ5IjoiLi4uIn0=' },
      ],
      usage: { input_tokens: 42, output_tokens: 12, total_tokens: 54 },
    },
  },
  errors: GENERATION_ERRORS,
}

export const updateConversation: Operation = {
  ...common,
  route: 'POST /v1/conversations/:id',
  path: '/v1/conversations/{id}',
  operationId: 'updateConversation',
  summary: 'Change a conversation',
  description: 'Replaces its metadata.',
  parameters: [conversationId],
  request: { schema: conversationUpdateSchema, examples: { 'A label': { metadata: { topic: 'demo' } } } },
  answer: { description: 'The conversation.', schema: conversationSchema, example: conversation },
  errors: ['invalid_request', ...common.errors],
}

export const listConversationItems: Operation = {
  ...common,
  route: 'GET /v1/conversations/:id/items',
  path: '/v1/conversations/{id}/items',
  operationId: 'listConversationItems',
  summary: 'List a conversation’s items',
  description: 'The items of the conversation, page by page.',
  parameters: [conversationId],
  query: inputItemsQuerySchema,
  answer: { description: 'A page of items.', schema: inputItemsSchema, example: list },
  errors: ['invalid_request', ...common.errors],
}

export const addConversationItems: Operation = {
  ...common,
  route: 'POST /v1/conversations/:id/items',
  path: '/v1/conversations/{id}/items',
  operationId: 'addConversationItems',
  summary: 'Add items to a conversation',
  description: 'Appends items to the conversation. Later responses in the conversation see them.',
  parameters: [conversationId],
  request: {
    schema: conversationItemsRequestSchema,
    examples: { 'A message': { items: [{ type: 'message', role: 'user', content: 'Hello!' }] } },
  },
  answer: { description: 'The items that were added.', schema: inputItemsSchema, example: list },
  errors: ['invalid_request', 'request_too_large', 'storage_quota_exceeded', ...common.errors],
}

export const readConversationItem: Operation = {
  ...common,
  route: 'GET /v1/conversations/:id/items/:itemId',
  path: '/v1/conversations/{id}/items/{item_id}',
  operationId: 'readConversationItem',
  summary: 'Read an item of a conversation',
  description: 'One item.',
  parameters: [conversationId, itemId],
  answer: { description: 'The item.', schema: itemSchema, example: item },
}

export const deleteConversationItem: Operation = {
  ...common,
  route: 'DELETE /v1/conversations/:id/items/:itemId',
  path: '/v1/conversations/{id}/items/{item_id}',
  operationId: 'deleteConversationItem',
  summary: 'Delete an item of a conversation',
  description: 'Deletes one item permanently. The others stay.',
  parameters: [conversationId, itemId],
  answer: { description: 'The conversation.', schema: conversationSchema, example: conversation },
}
