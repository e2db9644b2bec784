import { defineService } from '@gptget/runtime/manifest'
import { SCHEMA_NAME } from './db/schema/index.ts'

export const manifest = defineService({
  name: 'tasks-worker',
  summary:
    'what outlives a request: stored responses, conversations, background runs, videos and other tasks',
  tables: SCHEMA_NAME,
  paths: [
    '/v1/tasks',
    '/v1/tasks/*',
    '/v1/videos',
    '/v1/videos/:id',
    '/v1/videos/:id/remix',
    '/v1/video/generations',
    '/v1/webhooks',
    '/v1/webhooks/*',
    '/mj/*',
    '/suno/*',
  ],
  metricsPortOffset: 60,
  startAfter: [],
  stopAfter: ['edge-gateway'],
  memory: { semiSpaceMib: 2 },
  isBundled: true,
  load: () => import('./index.ts'),
})
