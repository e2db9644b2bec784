import { defineService } from '@gptget/runtime/manifest'
import { SCHEMA_NAME } from './db/schema/index.ts'

export const manifest = defineService({
  name: 'media-proxy',
  summary: 'stored images, audio and video; the only service that fetches foreign URLs',
  tables: SCHEMA_NAME,
  directoryVariable: 'MEDIA_DIRECTORY',
  paths: [
    '/v1/media',
    ...['images', 'videos', 'audio'].flatMap((collection) => [
      `/v1/${collection}/*/content`,
      `/v1/${collection}/*/content/sign`,
    ]),
  ],
  reachesInternet: true,
  metricsPortOffset: 140,
  startAfter: [],
  stopAfter: ['edge-gateway', 'router', 'tasks-worker'],
  sharesProcessWith: 'tasks-worker',
  memory: { semiSpaceMib: 2 },
  isBundled: true,
  load: () => import('./index.ts'),
})
