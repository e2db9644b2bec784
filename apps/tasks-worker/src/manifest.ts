import { defineService } from '@gptget/runtime/manifest'
import { SCHEMA_NAME } from './db/schema/index.ts'

export const manifest = defineService({
  name: 'tasks-worker',
  summary: 'what outlives a request: stored responses, conversations, background runs',
  tables: SCHEMA_NAME,
  metricsPortOffset: 60,
  startAfter: [],
  stopAfter: ['edge-gateway'],
  memory: { semiSpaceMib: 2 },
  isBundled: true,
  load: () => import('./index.ts'),
})
