import { defineService } from '@gptget/runtime/manifest'

export const manifest = defineService({
  name: 'edge-gateway',
  summary: 'the public HTTP API',
  isPublic: true,
  hasLongAnswers: true,
  metricsPortOffset: 100,
  startAfter: ['billing', 'router', 'tasks-worker'],
  // Its sessions end first: they reach us by an edge, and ask one for what they need.
  stopAfter: ['realtime'],
  memory: { semiSpaceMib: 16 },
  isBundled: true,
  load: () => import('./index.ts'),
})
