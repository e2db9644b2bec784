import { LOOKUP_ERRORS } from '../error-sets.ts'
import type { Operation } from '../operation.ts'
import {
  conversationRequestSchema,
  conversationSchema,
  deletedSchema,
  inputItemsQuerySchema,
  inputItemsSchema,
  responseQuerySchema,
} from '../schemas/stored-responses.ts'
import { responseSchema } from '../schemas/responses.ts'
import { z } from 'zod'

const idParameter = (description: string, example: string) =>
  ({ name: 'id', in: 'path', isRequired: true, description, schema: z.string(), example }) as const

const responseId = idParameter('The id of the response.', 'resp_abc123')
const conversationId = idParameter('The id of the conversation.', 'conv_abc123')

const common = {
  tag: 'Generations',
  dialect: 'openai-responses',
  errors: [...LOOKUP_ERRORS, 'not_found'],
} as const

const response = {
  id: 'resp_abc123',
  object: 'response',
  created_at: 1_730_000_000,
  model: 'openai/gpt-4o',
  status: 'completed',
  background: true,
  output_text: 'Done.',
  output: [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Done.' }] }],
}

export const readResponse: Operation = {
  ...common,
  route: 'GET /v1/responses/:id',
  path: '/v1/responses/{id}',
  operationId: 'readResponse',
  summary: 'Read a stored response',
  description:
    'Returns a response: the finished answer, or its current state while it runs in the background. Responses are stored for 30 days after they were created or last continued, unless the request had `"store": false`. With `?stream=true`, a response that was created as a stream is sent as events, past and new, until 10 minutes after its end.',
  parameters: [responseId],
  query: responseQuerySchema,
  answer: { description: 'The response.', schema: responseSchema, example: response },
  errors: ['invalid_request', 'answer_gone', ...common.errors],
}

export const deleteResponse: Operation = {
  ...common,
  route: 'DELETE /v1/responses/:id',
  path: '/v1/responses/{id}',
  operationId: 'deleteResponse',
  summary: 'Delete a stored response',
  description:
    'Deletes a response permanently. Responses that follow it by `previous_response_id` can no longer be continued.',
  parameters: [responseId],
  answer: {
    description: 'Confirms that it is deleted.',
    schema: deletedSchema,
    example: { id: 'resp_abc123', object: 'response', deleted: true },
  },
}

export const listInputItems: Operation = {
  ...common,
  route: 'GET /v1/responses/:id/input_items',
  path: '/v1/responses/{id}/input_items',
  operationId: 'listInputItems',
  summary: 'List the input of a stored response',
  description: 'The input items of the response, page by page, without those of the responses before it.',
  parameters: [responseId],
  query: inputItemsQuerySchema,
  answer: {
    description: 'One page.',
    schema: inputItemsSchema,
    example: {
      object: 'list',
      data: [
        {
          id: 'msg_abc123_in0',
          type: 'message',
          role: 'user',
          status: 'completed',
          content: [{ type: 'input_text', text: 'Hello!' }],
        },
      ],
      first_id: 'msg_abc123_in0',
      last_id: 'msg_abc123_in0',
      has_more: false,
    },
  },
  errors: ['invalid_request', ...common.errors],
}

export const cancelResponse: Operation = {
  ...common,
  route: 'POST /v1/responses/:id/cancel',
  path: '/v1/responses/{id}/cancel',
  operationId: 'cancelResponse',
  summary: 'Cancel a background response',
  description:
    'Stops a response created with `"background": true`. A response that has ended is not changed.',
  parameters: [responseId],
  answer: {
    description: 'The current state of the response.',
    schema: responseSchema,
    example: { ...response, status: 'cancelled', output: [], output_text: '' },
  },
  errors: ['invalid_request', ...common.errors],
}

const conversation = {
  id: 'conv_abc123',
  object: 'conversation',
  created_at: 1_730_000_000,
  metadata: { topic: 'demo' },
}

export const createConversation: Operation = {
  ...common,
  route: 'POST /v1/conversations',
  path: '/v1/conversations',
  operationId: 'createConversation',
  summary: 'Create a conversation',
  description:
    'Responses that name it in `conversation` see its items and add theirs. It is kept until you delete it.',
  request: {
    schema: conversationRequestSchema,
    examples: { 'With a label': { metadata: { topic: 'demo' } } },
  },
  answer: { description: 'The conversation.', schema: conversationSchema, example: conversation },
  errors: ['invalid_request', 'request_too_large', 'storage_quota_exceeded', ...LOOKUP_ERRORS],
}

export const readConversation: Operation = {
  ...common,
  route: 'GET /v1/conversations/:id',
  path: '/v1/conversations/{id}',
  operationId: 'readConversation',
  summary: 'Read a conversation',
  description: 'A conversation without its items.',
  parameters: [conversationId],
  answer: { description: 'The conversation.', schema: conversationSchema, example: conversation },
}

export const deleteConversation: Operation = {
  ...common,
  route: 'DELETE /v1/conversations/:id',
  path: '/v1/conversations/{id}',
  operationId: 'deleteConversation',
  summary: 'Delete a conversation',
  description: 'Deletes a conversation and all its items permanently. Its responses stay.',
  parameters: [conversationId],
  answer: {
    description: 'Confirms that it is deleted.',
    schema: deletedSchema,
    example: { id: 'conv_abc123', object: 'conversation.deleted', deleted: true },
  },
}
