import { defineService } from '@gptget/runtime/manifest'
import { PAGE_PATHS } from './pages/page-paths.ts'
import { SCHEMA_NAME } from './db/schema/index.ts'

export const manifest = defineService({
  name: 'console',
  summary: 'the pages for people: sign-in, keys, models, playground, costs',
  tables: SCHEMA_NAME,
  secretFileVariable: 'CONSOLE_SECRET_FILE',
  paths: [...PAGE_PATHS, '/console/*', '/api/auth/*'],
  // For the mail server and the single sign-on provider.
  reachesInternet: true,
  metricsPortOffset: 200,
  startAfter: [],
  stopAfter: ['edge-gateway'],
  sharesProcessWith: 'tasks-worker',
  memory: { semiSpaceMib: 2 },
  isBundled: true,
  load: () => import('./index.ts'),
})
