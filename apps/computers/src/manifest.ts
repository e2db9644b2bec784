import { defineService } from '@gptget/runtime/manifest'
import { SCHEMA_NAME } from './db/schema/index.ts'

export const manifest = defineService({
  name: 'computers',
  summary: 'Linux desktops that programs and people see and control',
  tables: SCHEMA_NAME,
  directoryVariable: 'COMPUTERS_DIR',
  paths: ['/v1/workspaces', '/v1/workspaces/*', '/v1/computers', '/v1/computers/*', '/i/*'],
  metricsPortOffset: 160,
  startAfter: [],
  stopAfter: ['edge-gateway'],
  memory: { semiSpaceMib: 4 },
  isBundled: true,
  load: () => import('./index.ts'),
})
