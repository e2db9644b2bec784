import { defineService } from '@gptget/runtime/manifest'

export const manifest = defineService({
  name: 'edge-gateway',
  summary: 'the public HTTP API',
  isPublic: true,
  metricsPortOffset: 100,
  startAfter: ['billing', 'router', 'tasks-worker'],
  stopAfter: [],
  memory: { semiSpaceMib: 16 },
  isBundled: true,
  load: () => import('./index.ts'),
})
