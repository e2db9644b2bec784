import type { Operation } from '../operation.ts'
import { statusSchema } from '../schemas/status.ts'

export const readStatus: Operation = {
  route: 'GET /v1/status',
  path: '/v1/status',
  operationId: 'readStatus',
  tag: 'Status',
  summary: 'How the platform is',
  description:
    'Each part of the platform and each provider, as they are now: for a status page, or before you blame your code. It needs no key, and always answers 200; `status` says the rest. History and notices are not in it.',
  dialect: 'openai-chat',
  isOpen: true,
  answer: {
    description: 'The state.',
    schema: statusSchema,
    example: {
      object: 'status',
      status: 'degraded',
      checked_at: '2026-11-29T12:00:00.000Z',
      services: [
        { id: 'gateway', status: 'operational' },
        { id: 'models', status: 'operational' },
        { id: 'accounts', status: 'operational' },
        { id: 'realtime', status: 'operational' },
        { id: 'tasks-worker', status: 'operational' },
      ],
      providers: [
        { id: 'anthropic', status: 'operational' },
        { id: 'openai', status: 'down' },
      ],
    },
  },
  errors: ['internal'],
}
