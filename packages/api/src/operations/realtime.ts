import { LOOKUP_ERRORS } from '../error-sets.ts'
import type { Operation } from '../operation.ts'
import {
  clientSecretRequestSchema,
  clientSecretSchema,
  closedSessionSchema,
  realtimeSessionsQuerySchema,
  realtimeSessionsSchema,
} from '../schemas/realtime.ts'
import { pathId } from './computers.ts'

const COMMON = { tag: 'Realtime', dialect: 'openai-chat', service: 'realtime' } as const
const LOOK: Operation['errors'] = ['invalid_request', ...LOOKUP_ERRORS]

const SESSION_ID = 'sess_V1StGXR8_Z5jdHi6B-myT3fa'

/** The HTTP part of voice sessions; the sessions themselves are WebSockets on `/v1/realtime`. */
export const REALTIME: readonly Operation[] = [
  {
    ...COMMON,
    route: 'POST /v1/realtime/client_secrets',
    path: '/v1/realtime/client_secrets',
    operationId: 'createRealtimeClientSecret',
    summary: 'Create a client secret',
    description:
      'A secret that opens one session on the WebSocket `/v1/realtime`, for a browser or a device that must not see the API key. It expires. Its session is charged to the account of the key that created it.',
    request: {
      schema: clientSecretRequestSchema,
      examples: {
        simple: {
          expires_after: { anchor: 'created_at', seconds: 600 },
          session: { type: 'realtime', model: 'openai/gpt-realtime', instructions: 'Be brief.' },
        },
      },
    },
    answer: {
      description: 'The secret, which is shown once.',
      schema: clientSecretSchema,
      example: {
        value: 'ek_3q2-7wABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhs',
        expires_at: 1_767_226_200,
        session: { type: 'realtime', object: 'realtime.session', model: 'openai/gpt-realtime' },
      },
    },
    errors: [
      ...LOOK,
      'permission_denied',
      'model_not_found',
      'model_not_allowed',
      'unsupported_parameter',
      'request_too_large',
    ],
  },
  {
    ...COMMON,
    route: 'GET /v1/realtime/sessions',
    path: '/v1/realtime/sessions',
    operationId: 'listRealtimeSessions',
    summary: 'List sessions',
    description: 'The voice sessions of the account, newest first, for 30 days after their end.',
    query: realtimeSessionsQuerySchema,
    answer: {
      description: 'The sessions.',
      schema: realtimeSessionsSchema,
      example: {
        object: 'list',
        data: [
          {
            id: SESSION_ID,
            object: 'realtime.session',
            type: 'realtime',
            model: 'openai/gpt-realtime',
            backend: 'openai',
            status: 'open',
            responses: 3,
            cost: 0.0142,
            key_id: 'key_abc123',
            created_at: '2026-01-01T00:00:00.000Z',
            closed_at: null,
            close_reason: null,
          },
        ],
      },
    },
    errors: LOOK,
  },
  {
    ...COMMON,
    route: 'DELETE /v1/realtime/sessions/:id',
    path: '/v1/realtime/sessions/{id}',
    operationId: 'closeRealtimeSession',
    summary: 'Close a session',
    description: 'Closes its connection (1000) after the current answer.',
    parameters: [pathId('id', 'The id of the session.', SESSION_ID)],
    answer: {
      description: 'Confirms that it is being closed.',
      schema: closedSessionSchema,
      example: { id: SESSION_ID, object: 'realtime.session', deleted: true },
    },
    errors: [...LOOK, 'not_found'],
  },
]
