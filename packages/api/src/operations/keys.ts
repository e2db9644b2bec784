import { z } from 'zod'
import { LOOKUP_ERRORS } from '../error-sets.ts'
import type { Operation } from '../operation.ts'
import {
  auditQuerySchema,
  auditSchema,
  createdKeySchema,
  createKeyRequestSchema,
  keysQuerySchema,
  managedKeysSchema,
  oneManagedKeySchema,
  revokedKeySchema,
  rotatedKeySchema,
  rotateKeyRequestSchema,
  updateKeyRequestSchema,
} from '../schemas/keys.ts'

const EXAMPLE = {
  id: 'key_abc123',
  label: 'sk-getgpt-ab…wxyz',
  name: 'ci',
  disabled: false,
  is_management_key: false,
  usage: 1.25,
  usage_daily: 0.5,
  usage_weekly: 1.25,
  usage_monthly: 1.25,
  limit: 20,
  limit_remaining: 18.75,
  limit_daily: 2,
  limit_monthly: null,
  requests_per_minute: 60,
  tokens_per_minute: null,
  allowed_models: ['openai/gpt-4o'],
  expires_at: null,
  revoked_at: null,
  last_used_on: '2026-01-02',
  created_at: '2026-01-01T00:00:00.000Z',
}

const MANAGEMENT =
  'Needs a management key, which an operator creates with `keys create --manage`. It cannot call models.'

const ID = {
  name: 'id',
  in: 'path',
  isRequired: true,
  description: 'The id of the key.',
  schema: z.string(),
  example: 'key_abc123',
} as const

const LOOK: Operation['errors'] = ['invalid_request', ...LOOKUP_ERRORS, 'permission_denied']
const CHANGE: Operation['errors'] = [...LOOK, 'request_too_large']

export const listKeys: Operation = {
  route: 'GET /v1/keys',
  path: '/v1/keys',
  operationId: 'listKeys',
  tag: 'Account',
  summary: 'List the account’s keys',
  description: `The keys of the account, oldest first, with the limits and the spending of each. ${MANAGEMENT}`,
  dialect: 'openai-chat',
  query: keysQuerySchema,
  answer: { description: 'One page.', schema: managedKeysSchema, example: { data: [EXAMPLE] } },
  errors: LOOK,
}

export const createKey: Operation = {
  route: 'POST /v1/keys',
  path: '/v1/keys',
  operationId: 'createKey',
  tag: 'Account',
  summary: 'Create a key',
  description: `Creates a key with the given limits. Without limits, it may do everything that its account may. The secret is in this answer and is never shown again. ${MANAGEMENT}`,
  dialect: 'openai-chat',
  request: {
    schema: createKeyRequestSchema,
    examples: {
      'A key for one model': {
        name: 'ci',
        limit: 20,
        limit_daily: 2,
        requests_per_minute: 60,
        allowed_models: ['openai/gpt-4o'],
      },
    },
  },
  answer: {
    description: 'The key, with its secret.',
    schema: createdKeySchema,
    example: {
      data: { ...EXAMPLE, usage: 0, usage_daily: 0, usage_weekly: 0, usage_monthly: 0, limit_remaining: 20 },
      key: 'sk-getgpt-…',
    },
  },
  errors: [...CHANGE, 'conflict'],
}

export const readManagedKey: Operation = {
  route: 'GET /v1/keys/:id',
  path: '/v1/keys/{id}',
  operationId: 'readManagedKey',
  tag: 'Account',
  summary: 'Read one of the account’s keys',
  description: `The limits and the spending of a key, even if it no longer works. ${MANAGEMENT}`,
  dialect: 'openai-chat',
  parameters: [ID],
  answer: { description: 'The key.', schema: oneManagedKeySchema, example: { data: EXAMPLE } },
  errors: [...LOOKUP_ERRORS, 'permission_denied', 'not_found'],
}

export const updateKey: Operation = {
  route: 'PATCH /v1/keys/:id',
  path: '/v1/keys/{id}',
  operationId: 'updateKey',
  tag: 'Account',
  summary: 'Change a key',
  description: `Changes the given fields; null removes a limit. Takes effect everywhere within a second. ${MANAGEMENT}`,
  dialect: 'openai-chat',
  parameters: [ID],
  request: {
    schema: updateKeyRequestSchema,
    examples: { 'Raise a limit': { limit: 50, limit_daily: null }, 'Disable it': { disabled: true } },
  },
  answer: {
    description: 'The key after the change.',
    schema: oneManagedKeySchema,
    example: { data: { ...EXAMPLE, limit: 50, limit_remaining: 48.75, limit_daily: null } },
  },
  errors: [...CHANGE, 'not_found'],
}

export const revokeKey: Operation = {
  route: 'DELETE /v1/keys/:id',
  path: '/v1/keys/{id}',
  operationId: 'revokeKey',
  tag: 'Account',
  summary: 'Revoke a key',
  description: `Revokes the key and all its secrets permanently. Takes effect everywhere within a second. ${MANAGEMENT}`,
  dialect: 'openai-chat',
  parameters: [ID],
  answer: {
    description: 'Confirms that it is revoked.',
    schema: revokedKeySchema,
    example: { id: 'key_abc123', deleted: true },
  },
  errors: [...LOOKUP_ERRORS, 'permission_denied', 'not_found'],
}

export const rotateKey: Operation = {
  route: 'POST /v1/keys/:id/rotate',
  path: '/v1/keys/{id}/rotate',
  operationId: 'rotateKey',
  tag: 'Account',
  summary: 'Rotate a key',
  description: `Gives the key a new secret, which is never shown again. Its id, limits and spending stay. The old one keeps working for \`overlap_seconds\`. ${MANAGEMENT}`,
  dialect: 'openai-chat',
  parameters: [ID],
  request: {
    schema: rotateKeyRequestSchema,
    examples: { 'One hour of overlap': { overlap_seconds: 3_600 } },
  },
  answer: {
    description: 'The key, with its new secret.',
    schema: rotatedKeySchema,
    example: { data: EXAMPLE, key: 'sk-getgpt-…', overlap_ends_at: '2026-01-01T01:00:00.000Z' },
  },
  errors: [...CHANGE, 'not_found', 'conflict'],
}

export const listAudit: Operation = {
  route: 'GET /v1/audit',
  path: '/v1/audit',
  operationId: 'listAudit',
  tag: 'Account',
  summary: 'Audit log',
  description: `Every change to the account, its credit and its keys, and who made it, newest first. ${MANAGEMENT}`,
  dialect: 'openai-chat',
  query: auditQuerySchema,
  answer: {
    description: 'One page.',
    schema: auditSchema,
    example: {
      object: 'list',
      data: [
        {
          id: 'audit_abc123',
          actor: { kind: 'key', id: 'key_manager' },
          action: 'key.updated',
          subject: 'key_abc123',
          details: { creditLimitNanoUsd: '50000000000' },
          created_at: '2026-01-01T00:00:00.000Z',
        },
      ],
      first_id: 'audit_abc123',
      last_id: 'audit_abc123',
      has_more: false,
    },
  },
  errors: [...LOOK, 'not_found'],
}
