import { defineService } from '@gptget/runtime/manifest'

export const manifest = defineService({
  name: 'docs',
  summary: 'the documentation: guides and the reference',
  paths: ['/favicon.ico', '/favicon.svg', '/openapi.json', '/docs', '/docs/*'],
  metricsPortOffset: 120,
  startAfter: [],
  stopAfter: [],
  sharesProcessWith: 'tasks-worker',
  memory: { semiSpaceMib: 2 },
  isBundled: true,
  load: () => import('./index.ts'),
})
