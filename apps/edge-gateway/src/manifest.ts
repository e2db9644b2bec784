import { defineService } from '@gptget/runtime/manifest'

export const manifest = defineService({
  name: 'edge-gateway',
  summary: 'the public HTTP API',
  isPublic: true,
  hasLongAnswers: true,
  metricsPortOffset: 100,
  startAfter: ['billing', 'router', 'tasks-worker'],
  // Its sessions end first, because they reach us through an edge and call one.
  stopAfter: ['realtime'],
  memory: { semiSpaceMib: 16 },
  isBundled: true,
  load: () => import('./index.ts'),
})
