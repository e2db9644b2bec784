import { defineService } from '@gptget/runtime/manifest'
import { SCHEMA_NAME } from './db/schema/index.ts'

/** The paths of Google's SDKs for videos: with a model's two names, or one with an encoded slash. */
const GOOGLE_VIDEO_PATHS = [
  ...['/v1beta/models/*', '/v1beta/models/*/*'].flatMap((path) => [
    `${path}:predictLongRunning`,
    `${path}/operations/:id`,
  ]),
  ...['/v1beta', '/v1beta1'].flatMap((version) =>
    ['', '/projects/*/locations/*'].flatMap((project) =>
      ['predictLongRunning', 'fetchPredictOperation'].map(
        (method) => `${version}${project}/publishers/*/models/*:${method}`,
      ),
    ),
  ),
]

export const manifest = defineService({
  name: 'tasks-worker',
  summary:
    'what outlives a request: stored responses, conversations, background runs, videos and other tasks',
  tables: SCHEMA_NAME,
  secretFileVariable: 'TASKS_SECRET_FILE',
  paths: [
    '/v1/tasks',
    '/v1/tasks/*',
    '/v1/videos',
    '/v1/videos/:id',
    '/v1/videos/:id/remix',
    '/v1/video/generations',
    '/v1/webhooks',
    '/v1/webhooks/*',
    '/v1/provider-webhooks/*',
    '/mj/*',
    '/suno/*',
    ...GOOGLE_VIDEO_PATHS,
  ],
  metricsPortOffset: 60,
  startAfter: [],
  stopAfter: ['edge-gateway'],
  memory: { semiSpaceMib: 2 },
  isBundled: true,
  load: () => import('./index.ts'),
})
