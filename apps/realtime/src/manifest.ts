import { defineService } from '@gptget/runtime/manifest'
import { SCHEMA_NAME } from './db/schema/index.ts'

export const manifest = defineService({
  name: 'realtime',
  summary: 'voice sessions over WebSockets',
  tables: SCHEMA_NAME,
  paths: ['/v1/realtime', '/v1/realtime/*'],
  reachesInternet: true,
  hasLongAnswers: true,
  metricsPortOffset: 180,
  startAfter: [],
  stopAfter: [],
  memory: { semiSpaceMib: 4 },
  isBundled: true,
  load: () => import('./index.ts'),
})
