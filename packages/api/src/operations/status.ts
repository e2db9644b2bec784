import type { Operation } from '../operation.ts'
import { statusSchema } from '../schemas/status.ts'

export const readStatus: Operation = {
  route: 'GET /v1/status',
  path: '/v1/status',
  operationId: 'readStatus',
  tag: 'Status',
  summary: 'Platform status',
  description:
    'The current state of each part of the platform and each provider. Needs no key and always returns 200; read `status`. Past incidents and announcements are not included.',
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
