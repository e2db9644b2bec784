import { defineService } from '@gptget/runtime/manifest'

export const manifest = defineService({
  name: 'router',
  summary: 'models, providers and translation',
  readsConfiguration: true,
  reachesInternet: true,
  sendsBodiesTo: ['media-proxy'],
  hasLongAnswers: true,
  metricsPortOffset: 20,
  startAfter: [],
  stopAfter: ['edge-gateway', 'tasks-worker'],
  // Edges elsewhere relay running answers from here.
  outlivesBus: true,
  memory: { semiSpaceMib: 16 },
  isBundled: true,
  load: () => import('./index.ts'),
})
